"""What a session keeps of lessons: which figures are open, the numbers typed over, the questions answered."""

from __future__ import annotations

from dataclasses import replace

from content import Topic
from presentation.lessons.numbers import LessonNumbers
from ui.session import lesson_drafts
from ui.session.lesson_drafts import LessonDraft
from ui.session.state import session


def numbers_of(topic: Topic) -> LessonNumbers:
    """The numbers of a topic's lesson, as they were left."""
    if topic.id not in session().lesson_numbers:
        _go_on(lesson_drafts.kept(topic))
    return session().lesson_numbers[topic.id]


def change(made: LessonNumbers) -> None:
    """A lesson goes on with these numbers, which are kept."""
    _keep(replace(_now(made.topic), numbers=made))


def _now(topic: Topic) -> LessonDraft:
    """The lesson of a topic as this session has it."""
    numbers = numbers_of(topic)
    opened = (figure for figure in session().lesson_figures if figure.startswith(f"{topic.id}/"))
    return LessonDraft(numbers, session().predicted[topic.id], frozenset(opened))


def _keep(made: LessonDraft) -> None:
    _go_on(lesson_drafts.keep(made))


def _go_on(kept: LessonDraft) -> None:
    topic = kept.numbers.topic.id
    session().lesson_numbers[topic] = kept.numbers
    session().predicted[topic] = dict(kept.predicted)
    others = {figure for figure in session().lesson_figures if not figure.startswith(f"{topic}/")}
    session().lesson_figures = others | kept.opened


def opened() -> frozenset[str]:
    """The figures of lessons that are open."""
    return frozenset(session().lesson_figures)


def turn(topic: Topic, figure: str) -> None:
    """Open a figure of a topic's lesson, or close it; which are open is kept."""
    now = _now(topic)
    _keep(replace(now, opened=now.opened ^ {figure}))


def structure_open(diagram: str) -> str:
    """The box of a lesson's diagram whose inside is shown, as the drawing calls it; "" for the usual one."""
    return session().lesson_structures.get(diagram, "")


def open_structure(diagram: str, box: str) -> None:
    """Show the inside of a box of a lesson's diagram."""
    session().lesson_structures[diagram] = box


def predicted(topic: Topic, id: str) -> str | None:
    """What was answered to a question in the middle: "" where the answer was only shown, None where it is open."""
    numbers_of(topic)
    return session().predicted[topic.id].get(id)


def answer(topic: Topic, id: str, said: str) -> None:
    """What is answered to a question in the middle, "" for nothing; it is kept."""
    now = _now(topic)
    _keep(replace(now, predicted={**now.predicted, id: said}))
