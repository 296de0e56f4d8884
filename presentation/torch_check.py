"""The check with PyTorch in words: a row a step, the verdict, and why any difference is left."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from engine.readings.numbers import fixed, scientific
from engine.readings.torch_check import Difference
from presentation.translate import _, ngettext


class CheckRow(NamedTuple):
    """A step's title, its two differences as printed, and whether it agrees."""

    title: str
    float64: str
    float32: str
    agrees: bool


def rows(found: Sequence[Difference], title: Callable[[str], str]) -> list[CheckRow]:
    """Every step in the order it is computed."""
    return [CheckRow(title(one.step), differing(one.float64), differing(one.float32), one.agrees) for one in found]


def differing(x: float) -> str:
    """A difference as it is printed: one digit and a power of ten, 2·10⁻¹⁶."""
    return scientific(x, 1) if x and math.isfinite(x) else fixed(x, 0)


def verdict(found: Sequence[Difference], title: Callable[[str], str]) -> str:
    """Whether PyTorch agrees, in one sentence."""
    wrong = [one.step for one in found if not one.agrees]
    if wrong:
        return _("PyTorch differs in {wrong} of {n} steps, first in: {step}.").format(
            wrong=len(wrong), n=len(found), step=title(wrong[0])
        )
    agrees = ngettext(
        "PyTorch agrees in the one step there is: nothing differs by more than 10⁻⁹.",
        "PyTorch agrees in all {n} steps: nothing differs by more than 10⁻⁹.",
        len(found),
    )
    return agrees.format(n=len(found))


def reasons(found: Sequence[Difference]) -> list[str]:
    """What the numbers are measured by, and where the differences come from."""
    said = [
        _("Each figure is the largest difference in the step, divided by the step's largest number (at least by 1)."),
        _("float64 keeps 16 digits; both sides add up in another order, so the last digit may differ."),
        _("float32 keeps 7 digits: differences near 10⁻⁷ are its rounding, and they grow from step to step."),
    ]
    if any(math.isinf(one.float32) and one.agrees for one in found):
        said.append(_("∞ under float32: a number there is too large for it, more than 3·10³⁸."))
    return said
