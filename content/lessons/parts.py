"""What a lesson consists of besides its text: places where a computation is shown, and questions in the middle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from engine import Trace
from engine.expression.cell import Index
from engine.readings.explanation.explain import WorkedCell

Asks = Literal["direction", "number", "largest", "rows"]
ASKS: tuple[Asks, ...] = get_args(Asks)
Direction = Literal["larger", "smaller", "unchanged"]
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)


@dataclass(frozen=True, eq=False)
class Shown:
    """A step or an input of a computation on a preset, shown with so many decimals."""

    preset: str
    trace: Trace
    step: str
    digits: int


@dataclass(frozen=True, eq=False)
class Worked(Shown):
    """One cell of a step with its arithmetic."""

    index: Index
    cell: WorkedCell


@dataclass(frozen=True, eq=False)
class MatrixPart(Shown):
    """A step or an input as a LaTeX matrix in the text."""

    latex: str

    def __str__(self) -> str:
        """The LaTeX."""
        return self.latex


@dataclass(frozen=True)
class Matrices:
    """The matrices of the paragraph above, each once; or of a `line` with a displayed formula, in Markdown."""

    shown: tuple[MatrixPart, ...]
    line: str = ""


@dataclass(frozen=True, eq=False)
class Structure:
    """The structure diagram in which a step stands, of a computation on a preset.

    With `deepest` the inside of a small part is shown too, which otherwise opens when it is pressed.
    """

    preset: str
    trace: Trace
    step: str
    deepest: bool = False


@dataclass(frozen=True, eq=False)
class Prediction(Shown):
    """A question in the middle of a section, in Markdown with its reason: what a change of a preset does to a step.

    `direction` asks whether a cell becomes larger, smaller or stays; `number` asks for the cell after the change;
    `largest` asks which cell of a row is the largest then, as a column counted from 0; `rows` how many rows change.
    `trace` is the computation after the change and `right` the answer. `before` and `after` are the cell as it is
    printed; for `largest` the column that was the largest, and the cell that is; for `rows` how many there are, and how
    many change.
    """

    id: str
    asks: Asks
    question: str
    reason: str
    index: Index
    right: str
    before: str
    after: str


Part = str | Worked | MatrixPart | Structure | Prediction
