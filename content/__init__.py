"""Topics, questions and lessons: data files, read and validated. One folder per topic."""

from __future__ import annotations

from content.errors import ContentError, NotFound, Problem
from content.loader import LANGUAGES, Library, headings, library, question, questions, read, topic, topics
from content.presets import arrays, trace
from content.question_base import Computed, Hint, Numbers, QuestionBase
from content.questions import (
    Choice,
    ChoiceQuestion,
    Convention,
    ConventionQuestion,
    DebugQuestion,
    DerivationQuestion,
    DiagramQuestion,
    FindQuestion,
    FollowUp,
    JudgeQuestion,
    KeyPoint,
    NumberQuestion,
    OrderQuestion,
    Question,
    ResultQuestion,
    ShapesQuestion,
    SpokenQuestion,
    StepsQuestion,
)
from content.schema import Heading, InputWords, Misconception, OptionWords, Overview, Preset, StepWords, Topic
from content.text import Label, Text

__all__ = [
    "LANGUAGES",
    "Choice",
    "ChoiceQuestion",
    "Computed",
    "ContentError",
    "Convention",
    "ConventionQuestion",
    "DebugQuestion",
    "DerivationQuestion",
    "DiagramQuestion",
    "FindQuestion",
    "FollowUp",
    "Heading",
    "Hint",
    "InputWords",
    "JudgeQuestion",
    "KeyPoint",
    "Label",
    "Library",
    "Misconception",
    "NotFound",
    "NumberQuestion",
    "Numbers",
    "OptionWords",
    "OrderQuestion",
    "Overview",
    "Preset",
    "Problem",
    "Question",
    "QuestionBase",
    "ResultQuestion",
    "ShapesQuestion",
    "SpokenQuestion",
    "StepWords",
    "StepsQuestion",
    "Text",
    "Topic",
    "arrays",
    "headings",
    "library",
    "question",
    "questions",
    "read",
    "topic",
    "topics",
    "trace",
]
