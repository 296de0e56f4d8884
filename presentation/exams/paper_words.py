"""Papers in words: how one stands, what is in it, how much there is to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from content import Question, topic
from db.records import Paper
from presentation.content_words import when
from presentation.kinds import kind_names
from presentation.translate import _, language, ngettext
from quiz.paper import worth


def paper_title(paper: Paper, zone: tzinfo) -> str:
    """A paper by the day and time on which it was composed."""
    said = _("Oral exam of {when}") if paper.oral else _("Paper of {when}")
    return said.format(when=when(paper.composed_at, zone))


def paper_number(number: int) -> str:
    """The number that a paper was drawn from."""
    return _("No. {number}").format(number=number)


def standing(paper: Paper) -> str:
    """Not started, under way, or its marks."""
    if paper.handed_in_at is not None:
        return _("{points} / {possible} marks").format(points=f"{paper.points or 0:g}", possible=f"{paper.possible:g}")
    state = _("under way") if paper.started_at else _("not started")
    return f"{state} · " + _("{marks} marks in {minutes} minutes").format(
        marks=f"{paper.possible:g}", minutes=paper.minutes
    )


def extent(questions: int, marks: float, minutes: int) -> str:
    """How many questions, marks and minutes."""
    return _("{n} questions, {marks} marks, {minutes} minutes.").format(
        n=questions, marks=f"{marks:g}", minutes=minutes
    )


def remarks(paper: Paper) -> list[str]:
    """The paper's number, and how far it is from the marks that were wanted."""
    said = [paper_number(paper.seed)]
    wanted = paper.wanted.get("marks", paper.possible)
    if wanted != paper.possible:
        said.append(_("{wanted} marks cannot be made up exactly").format(wanted=f"{wanted:g}"))
    return said


def outline(questions: Sequence[Question]) -> str:
    """The questions by topic and kind, without giving them away (Markdown)."""
    names = kind_names()
    return "\n".join(
        f"{n}. {topic(question.topic).title.of(language())} · {names[question.kind]} · {worth(question):g}"
        for n, question in enumerate(questions, 1)
    )


def _own_marks(spoken: bool) -> str:
    """What becomes of the questions that the learner must mark."""
    if spoken:
        return _("those to be answered in words you mark yourself when you hand in")
    return _("questions to be answered aloud are left out")


def supply(there: Sequence[Question], marks: float) -> list[str]:
    """How much there is to choose from, and whether it makes up the marks."""
    words = ngettext("{n} question to choose from", "{n} questions to choose from", len(there))
    said = [words.format(n=len(there)), _own_marks(any(question.kind == "spoken" for question in there))]
    most = sum(map(worth, there))
    return [*said, _("all together {marks} marks").format(marks=f"{most:g}")] if 0 < most < marks else said
