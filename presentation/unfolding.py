"""The way of a number back to the inputs, drawn: the arithmetic of every cell on it, and the given numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from engine.expression.cell import Index
from engine.readings.unfolding import Reached, Stage, Unfolding, unfolding
from presentation.arithmetic import arithmetic
from presentation.element import Element, element, named
from presentation.figure.view import View
from presentation.translate import _

AT_ONCE, FOLDED = 4, 40  # cells of a step that are written out, and those behind "more"
NUMBERS_AT_ONCE, NUMBERS_FOLDED = 12, 120  # the same for given numbers
LARGE = 1_000_000  # paths; more are said as a power of ten


def unfolded(view: View, step: str, index: Index, parts: Mapping[str, int], digits: int) -> Element:
    """A cell's way back, the nearest step first; what `parts` has, the parts of the story by step, can be pressed."""
    found = unfolding(view.trace, step, index)
    draw = _Drawing(view, parts, digits)
    return element(
        "div",
        element("p", _summary(view, step, index, found), class_="summary"),
        *(draw.computed(stage) for stage in found.computed),
        element("p", _cut(found.left)) if found.left else None,
        *(draw.given(stage) for stage in found.given),
        class_="unfolding",
    )


def _summary(view: View, step: str, index: Index, found: Unfolding) -> str:
    given = [cell for stage in found.given for cell in stage.cells]
    said = _("{cell} is computed in {steps} steps from {count} given numbers.").format(
        cell=view.cell(step, index), steps=len(found.computed), count=len(given)
    )
    again = [cell for stage in (*found.computed, *found.given) for cell in stage.cells if cell.paths > 1]
    return " ".join([said, _("×n: this number enters along n paths.")]) if again else said


def _cut(left: int) -> str:
    return _("{n} more numbers would have to be unfolded; that is too many to write out.").format(n=left)


class _Drawing:
    def __init__(self, view: View, parts: Mapping[str, int], digits: int) -> None:
        self.view, self.parts, self.digits = view, parts, digits

    def computed(self, stage: Stage) -> Element:
        """A step: its title, and the arithmetic of its cells."""
        title = element("h3", self._title(stage.id))
        return element("div", title, *_folded(stage, self._line, AT_ONCE, FOLDED), class_="stage")

    def given(self, stage: Stage) -> Element:
        """An input: its title, and its numbers."""
        title = element("h3", element("span", _("given"), class_="kind"), " ", self.view.title(stage.id))
        numbers = _folded(stage, self._number, NUMBERS_AT_ONCE, NUMBERS_FOLDED)
        return element("div", title, *numbers, class_="stage given")

    def _title(self, step: str) -> Element | str:
        title, n = self.view.title(step), self.parts.get(step)
        if n is None:
            return title
        said = _("Step {n} · {title}").format(n=n, title=title)
        return element("button", said, type="button", data_to=f"part:{n}", class_="to")

    def _line(self, cell: Reached) -> Element:
        line = arithmetic(self.view.trace, cell.id, cell.index, self.digits)
        label = named(self.view.label(cell.id, cell.index))
        if cell.id in self.parts:
            label = element("button", label, type="button", data_to=address(cell.id, cell.index), class_="to")
        return element("div", label, f" = {line}", _times(cell.paths), class_="line")

    def _number(self, cell: Reached) -> Element:
        label = named(self.view.label(cell.id, cell.index))
        number = element("b", self.view.number(cell.id, cell.index))
        return element("span", label, " = ", number, _times(cell.paths), class_="line")


def _folded(stage: Stage, draw: Callable[[Reached], Element], at_once: int, folded: int) -> Iterator[Element]:
    """The first cells, more of them behind a word that opens them, and how many there are besides."""
    cells = iter(stage.cells)
    yield element("div", *map(draw, islice(cells, at_once)), class_="lines")
    rest = len(stage.cells) - at_once
    if rest <= 0:
        return
    beyond = rest - folded
    more = element("summary", _("{n} more").format(n=rest))
    last = element("p", _("and {n} more").format(n=beyond)) if beyond > 0 else None
    yield element("details", more, element("div", *map(draw, islice(cells, folded)), class_="lines"), last)


def _times(paths: int) -> Element | None:
    return element("span", f"×{_count(paths)}", class_="times") if paths > 1 else None


def _count(paths: int) -> str:
    """A number of paths; a very large one as a power of ten."""
    if paths < LARGE:
        return f"{paths:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    digits = str(paths)
    return f"{digits[0]}.{digits[1]}·10^{len(digits) - 1}"


# ---- cells that can be pressed ----


def address(step: str, index: Index) -> str:
    """What a pressed cell is called: its step, and where it stands."""
    return f"cell:{','.join(map(str, index))}:{step}"


def pressed(said: str) -> tuple[str, Index] | None:
    """The step and the index of a pressed cell; None for anything else."""
    kind, _colon, rest = said.partition(":")
    places, _colon, step = rest.partition(":")
    if kind != "cell":
        return None
    return step, tuple(int(k) for k in places.split(","))
