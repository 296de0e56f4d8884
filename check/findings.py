"""Findings of a check: where a program's results differ from the computation, and what explains it. Data only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from engine import Options, Program

Verdict = Literal["equal", "arranged", "convention", "mistake", "several", "mistakes", "layout", "unknown"]
CauseKind = Literal["convention", "setting", "mistake", "layout", "dropout"]
Index = tuple[int, ...]


@dataclass(frozen=True)
class Largest:
    """The largest difference of a step: its index, counted from 0, the number given and the right one."""

    index: Index
    given: float
    right: float


@dataclass(frozen=True)
class Arrangement:
    """How the given array lies beside the computed one, where it is not the same: an id and what it is about.

    The ids are those of check/arrangements.py; `element` is the position in a batch, among the heads, rows or columns,
    `order` that of rows or columns. `within` says how the element of a batch, or of the heads, lies, where it is not as
    ours either. Not `sure` is a place that was only the nearest: none of them gives the numbers.
    """

    id: str
    element: int | None = None
    order: tuple[int, ...] = ()
    within: Arrangement | None = None
    sure: bool = True


@dataclass(frozen=True)
class Clue:
    """What a step that nothing known explains has in common with the right one.

    `no_number` and `infinite` say that a cell that differs is none or not finite. `factor` and `amount`
    are of all cells, by `value`; `amount_of_columns` and `amount_of_rows` are one of each line's.
    """

    id: str
    value: float = 0.0


@dataclass(frozen=True)
class StepFinding:
    """One given step, judged from the true inputs and from the given numbers of the steps before it.

    `largest` is the largest difference from the true numbers, `own` that from what the given earlier numbers lead to;
    None where there is none beyond rounding. `tolerance` is what rounding may do to the cell of the largest difference.
    """

    step: str
    equal: bool
    follows: bool
    largest: Largest | None
    own: Largest | None
    tolerance: float
    arrangement: Arrangement | None = None

    @property
    def wrong_in_itself(self) -> bool:
        """Whether neither the true inputs nor the given earlier numbers lead to this step."""
        return not self.equal and not self.follows


@dataclass(frozen=True)
class Cause:
    """What was done otherwise.

    A mistake has the `id` of a misconception and the `steps` where it was made. A convention or a setting has `values`,
    option by option, and for each option the `presets` (libraries, books) that have that value. A layout has the id of
    an arrangement.
    """

    kind: CauseKind
    id: str = ""
    steps: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    presets: tuple[str, ...] = ()
    arrangement: Arrangement | None = None


@dataclass(frozen=True)
class CodeLine:
    """One step as code in NumPy and in PyTorch: the right line, and the one that gives the given numbers, or ""."""

    step: str
    numpy: str
    pytorch: str
    numpy_wrong: str = ""
    pytorch_wrong: str = ""


@dataclass(frozen=True)
class Explanation:
    """One explanation of the given numbers.

    `causes` are one or two things done otherwise; `also` are others that give the same numbers at every step, so that
    nothing printed can tell them apart. `chance` is how often such an agreement would arise by accident.
    """

    causes: tuple[Cause, ...]
    also: tuple[tuple[Cause, ...], ...] = ()
    lines: tuple[CodeLine, ...] = ()
    chance: float = 0.0

    @property
    def first(self) -> Cause:
        """The cause, or the first of several."""
        return self.causes[0]


@dataclass(frozen=True)
class Findings:
    """All that was found about a program's results.

    `begins` is the first given step that is wrong in itself, `between` are the steps on the way to it that were not
    given, in which the difference may arise too. `next` is the step to print next: the one that tells the most
    explanations apart, or where there is none, the one that halves the search. `clue` is what is left to say where
    nothing explains the step where it begins. `input_decimals` are those of printed inputs, where what their rounding
    does was allowed for.
    """

    mechanism: str
    options: Options
    program: Program = field(repr=False)
    verdict: Verdict
    steps: tuple[StepFinding, ...]
    explanations: tuple[Explanation, ...] = ()
    begins: str | None = None
    between: tuple[str, ...] = ()
    next: str | None = None
    line: CodeLine | None = None
    clue: Clue | None = None
    input_decimals: int | None = None

    @property
    def right(self) -> bool:
        """Whether everything given is right as it was asked."""
        return self.verdict in ("equal", "arranged")
