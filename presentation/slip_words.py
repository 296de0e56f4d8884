"""What is said of a careless slip, of rounding, and of an answer that shows no work."""

from __future__ import annotations

from presentation.figure.view import View
from presentation.translate import _
from presentation.typed import as_printed
from quiz.verdicts import StepMarking


def slip_sentence(view: View, marked: StepMarking) -> str:
    """The one sentence on a slip: what it looks like, and what to do about it."""
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
        "percent": _("These are percents without their sign: 45 is written where 0.45 is meant."),
        "negated": _("Every number here has the other sign: the sign is reversed."),
        "rounding": _("The method is right, but too few digits were kept: keep {n} after the point on the way.").format(
            n=view.digits + 1
        ),
    }
    return words[marked.slip or "sign"]


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
