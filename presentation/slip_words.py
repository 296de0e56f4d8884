"""What is said of a careless slip, of rounding, and of an answer that shows no work."""

from __future__ import annotations

from collections.abc import Callable

from presentation.figure.view import View
from presentation.printed_numbers import as_printed
from presentation.translate import _
from quiz.answers.parse import ParsedNumber, number
from quiz.verdicts import StepMarking

MINUS = "-−－–"  # as they are typed


def slip_sentence(view: View, marked: StepMarking, typed: str = "") -> str:
    """The one sentence on a slip: what it looks like, and what to do about it.

    `typed` is a number as the learner wrote it, with which a slip of notation is told.
    """
    if marked.misread:
        return _misread(view, marked.misread)
    if marked.exchanged:
        said = _("The answer to “{other}” stands here, and this step's answer there. It costs its marks only once.")
        return said.format(other=view.title(marked.exchanged))
    words = {
        "transposed": _("This looks like the right matrix, transposed."),
        "rows_exchanged": _("This looks like the right matrix with two rows exchanged."),
        "columns_exchanged": _("This looks like the right matrix with two columns exchanged."),
        "sign": _("This looks like a lost sign."),
        "dropped_term": _("This looks like a sum with one term left out."),
        "percent": _told(
            _("These are percents without their sign: {typed} is written where {meant} is meant."),
            typed or "45",
            _hundredth,
        ),
        "negated": _told(
            _("Every number here has the other sign: {typed} is written where {meant} is meant."),
            typed or "−1",
            _reversed,
        ),
        "rounding": _rounding(view, marked),
    }
    return words[marked.slip or "sign"]


def _told(said: str, typed: str, meant: Callable[[str], str]) -> str:
    return said.format(typed=as_printed(typed.strip()), meant=as_printed(meant(typed.strip())))


def _hundredth(typed: str) -> str:
    read = number(typed, decimal_comma="," in typed or "，" in typed)
    return f"{read.value / 100:.6g}" if isinstance(read, ParsedNumber) else typed


def _reversed(typed: str) -> str:
    return typed[1:].lstrip() if typed[:1] in MINUS else f"−{typed.lstrip('+')}"


def _rounding(view: View, marked: StepMarking) -> str:
    """What is to be done about it: write as many digits as were asked for, or keep one more on the way."""
    if marked.count("few_digits") and not marked.count("slip"):
        said = _("The method is right, but the numbers are too short: {n} digits after the point are asked for.")
        return said.format(n=view.digits)
    said = _("The method is right, but too few digits were kept: keep {n} after the point on the way.")
    return said.format(n=view.digits + 1)


def _misread(view: View, misread: tuple[str, str, str]) -> str:
    """Which given number was read as what: the mistake is in the copying, not in the method."""
    given, place, read = misread
    index = tuple(int(k) - 1 for k in place.split(","))
    cell, shown = view.cell(given, index), view.number(given, index)
    said = _(
        "This looks like a misread number: {cell} is {shown} and was read as {read}. It costs its marks only once."
    )
    return said.format(cell=cell, shown=shown, read=as_printed(read))


def slip_verdict(slip: str | None) -> str:
    """A slip in two or three words, for the line with the marks."""
    words = {
        "rounding": _("rounding"),
        "misread": _("a misread number"),
        "exchanged": _("in another step's place"),
        "percent": _("percent without its sign"),
        "negated": _("sign reversed"),
    }
    return words.get(slip or "", _("looks like a careless slip"))


def no_work() -> str:
    """What is said where every cell was filled in with one number, or with a given matrix."""
    return _("The same number in every cell, or a given matrix copied, shows no work and earns no marks.")
