"""The text of a lesson: every number computed, its figures opened where they stand, questions asked before the rest."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import streamlit as st

from content import Topic
from content.lessons.parts import Matrices, Prediction, Shown, Structure, Worked
from content.lessons.render import Block
from content.lessons.sections import SectionHead
from engine import EngineError
from presentation.lessons import openers
from presentation.lessons.numbers import LessonNumbers
from presentation.translate import language
from presentation.worked_line import worked
from ui.components.markup_buttons import pressed
from ui.pages import lesson_figure, lesson_question
from ui.session import lessons
from ui.session.state import go_to, session

WITHIN = "lesson"


def text(here: Topic) -> None:
    """The lesson of a topic."""
    numbers = lessons.numbers_of(here)
    parts = numbers.lesson()
    pressed("lesson_pressed", WITHIN, lambda said: _pressed(here, said))
    with st.container(key=WITHIN), st.container(key=f"in_{language()}"):
        lesson_figure.changed(numbers)
        _Page(numbers, parts).show(0, len(parts))


def _pressed(here: Topic, said: str) -> None:
    what, _colon, where = said.partition(":")
    if what in ("open", "close") and where.startswith(f"{here.id}/"):
        lessons.turn(here, where)
    elif what == "back" and where in {one.id for one in here.presets}:
        lessons.change(lessons.numbers_of(here).back(where))


class _Page:
    """The parts of a lesson, one after the other; the first place of an example has its given numbers too."""

    def __init__(self, numbers: LessonNumbers, parts: Sequence[Block]) -> None:
        self.numbers, self.parts = numbers, parts
        self.open = lessons.opened()
        self.known: set[str] = set()

    def show(self, start: int, end: int) -> None:
        """These parts; what stands after an open question waits until the end of its section."""
        for n in range(start, end):
            part = self.parts[n]
            self._part(n, part)
            if isinstance(part, Prediction) and lessons.predicted(self.numbers.topic, part.id) is None:
                rest = self._section_ends(n, end)
                with st.container(key=f"waits_{n}"):
                    self.show(n + 1, rest)
                self.show(rest, end)
                return

    def _section_ends(self, n: int, end: int) -> int:
        heads = (k for k in range(n + 1, end) if isinstance(self.parts[k], SectionHead))
        return next(heads, end)

    def _part(self, n: int, part: Block) -> None:
        if isinstance(part, str):
            if part.strip():
                st.markdown(part)
        elif isinstance(part, SectionHead):
            st.header(part.title, anchor=part.id)
        elif isinstance(part, Worked):
            self._worked(n, part)
        elif isinstance(part, Matrices):
            self._matrices(n, part)
        elif isinstance(part, Structure):
            _structure(self.numbers, part, f"structure_{self.numbers.topic.id}_{n}")
        elif isinstance(part, Prediction):
            lesson_question.show(self.numbers, part)

    def _matrices(self, n: int, part: Matrices) -> None:
        """A line of matrices, which gives way to their figures when all are open; or those of a paragraph."""
        figures = [(f"{n}.{k}", one, self._said(one)) for k, one in enumerate(part.shown)]
        if part.line and not all(self._place(at) in self.open for at, _one, _said in figures):
            st.markdown(part.line)
        self._opened(figures)

    def _worked(self, n: int, part: Worked) -> None:
        line = ""
        if self._place(str(n)) not in self.open:
            line = self.numbers.once(part, make=lambda: _line(self.numbers, part))
        self._opened([(str(n), part, openers.of_step())], line)

    def _opened(self, figures: Sequence[tuple[str, Shown, str]], above: str = "") -> None:
        """Buttons that open these figures, and below them those that are open; markup that stands `above`."""
        first = [one for _at, one, _said in figures if one.preset not in self.known]
        self.known |= {one.preset for one in first}
        given = {one.preset: one for one in first}
        said = [self._button(at, said) for at, _one, said in figures]
        said += [self._button(f"given.{id}", openers.of_given(one.trace.program)) for id, one in given.items()]
        st.html(above + openers.row(said))
        for at, one, _said in figures:
            if self._place(at) in self.open:
                lesson_figure.show(self.numbers, one, self._place(at))
        for id, one in given.items():
            if self._place(f"given.{id}") in self.open:
                lesson_figure.show_given(self.numbers, one, self._place(f"given.{id}"))

    def _said(self, shown: Shown) -> str:
        return self.numbers.once("said", shown, make=lambda: openers.of_matrix(self.numbers, shown))

    def _button(self, at: str, said: str) -> str:
        place = self._place(at)
        opened = place in self.open
        return openers.opener(f"{'close' if opened else 'open'}:{place}", said, opened)

    def _place(self, at: str) -> str:
        return f"{self.numbers.topic.id}/{language()}/{at}"


def _line(numbers: LessonNumbers, part: Worked) -> str:
    """The arithmetic of a cell, which goes by its words as in the figure that it opens."""
    return worked(part.cell, numbers.view(part).label(part.step, part.index))


def _structure(numbers: LessonNumbers, part: Structure, key: str) -> None:
    """A diagram on the lesson's numbers; a part opens beside it, any other box leads to its step on Explain."""
    from presentation.diagram.levels import Structures, leads_to
    from ui.components.drawing import component

    here, opened = numbers.topic, lessons.structure_open(key)
    drawing = Structures(here, part.trace, numbers.used(part.preset).axis_labels)
    tree = numbers.once(part, opened, make=lambda: drawing.in_a_lesson(part.step, opened, part.deepest))
    said = component.diagram(key, tree, lambda said: _unfold(key, said))
    step = leads_to(part.trace.program, said)
    if step:
        _explained(here, step)


def _unfold(key: str, said: str) -> None:
    """A part that was pressed opens; another box leaves the page."""
    if not said.startswith("part:"):
        lessons.open_structure(key, said)


def _explained(here: Topic, step: str) -> None:
    """To a step on Explain, on the numbers that the learner left there."""
    from ui.pages.explain_parts import numbers
    from ui.session.explain import open_workspace, take_up

    take_up(here)
    with suppress(EngineError):  # what was left there may be half typed
        session().opened = numbers(open_workspace().trace.program).get(step, session().opened)
    session().moved = True
    go_to("explain", topic=here.id)
