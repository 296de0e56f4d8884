"""What a session keeps of lessons: which figures are open, the numbers typed over, the questions answered."""

from __future__ import annotations

from content import Topic
from presentation.lessons.numbers import LessonNumbers
from ui.session.state import session


def numbers_of(topic: Topic) -> LessonNumbers:
    """The numbers of a topic's lesson."""
    return session().lesson_numbers.setdefault(topic.id, LessonNumbers(topic))


def change(made: LessonNumbers) -> None:
    """A lesson goes on with these numbers."""
    session().lesson_numbers[made.topic.id] = made


def opened() -> frozenset[str]:
    """The figures of lessons that are open."""
    return frozenset(session().lesson_figures)


def turn(figure: str) -> None:
    """Open a figure of a lesson, or close it."""
    session().lesson_figures ^= {figure}


def structure_open(diagram: str) -> str:
    """The box of a lesson's diagram whose inside is shown, as the drawing calls it; "" for the usual one."""
    return session().lesson_structures.get(diagram, "")


def open_structure(diagram: str, box: str) -> None:
    """Show the inside of a box of a lesson's diagram."""
    session().lesson_structures[diagram] = box


def predicted(topic: Topic, id: str) -> str | None:
    """What was answered to a question in the middle: "" where the answer was only shown, None where it is open."""
    return session().predicted.get(f"{topic.id}/{id}")


def answer(topic: Topic, id: str, said: str) -> None:
    """What is answered to a question in the middle, "" for nothing."""
    session().predicted[f"{topic.id}/{id}"] = said
