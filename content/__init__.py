"""What is taught and asked: one folder a topic, read and checked as data."""

from __future__ import annotations

from content.errors import ContentError, NotFound, Problem
from content.lesson import lesson
from content.loader import LANGUAGES, Library, library, question, questions, read, topic, topics
from content.presets import arrays, trace
from content.questions import Choice, ChoiceQuestion, Numbers, Question, StepsQuestion
from content.schema import InputWords, Misconception, OptionWords, Overview, Preset, StepWords, Topic
from content.text import Label, Text

__all__ = [
    "LANGUAGES",
    "Choice",
    "ChoiceQuestion",
    "ContentError",
    "InputWords",
    "Label",
    "Library",
    "Misconception",
    "NotFound",
    "Numbers",
    "OptionWords",
    "Overview",
    "Preset",
    "Problem",
    "Question",
    "StepWords",
    "StepsQuestion",
    "Text",
    "Topic",
    "arrays",
    "lesson",
    "library",
    "question",
    "questions",
    "read",
    "topic",
    "topics",
    "trace",
]
