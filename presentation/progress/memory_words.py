"""The memory model in words: whether it can be fitted, and what came of it."""

from __future__ import annotations

from db.records import FittedParameters
from presentation.translate import _, ngettext, together


def about(count: int, enough: int) -> str:
    """What is fitted, and whether there are enough reviews for it."""
    said = _("FSRS-6 estimates from your reviews when you will have forgotten a question.")
    if count < enough:
        more = _("From {enough} reviews on its parameters can be fitted to yours; you have {count}.")
        return together(said, more.format(enough=enough, count=count))
    can = ngettext(
        "Its parameters can be fitted to your {n} review.", "Its parameters can be fitted to your {n} reviews.", count
    )
    return together(said, can.format(n=count))


def outcome(fit: FittedParameters) -> str:
    """How well the fitted parameters predict the reviews that were held out, and what was done about it."""
    compared = _("Log-loss on the latest {n} reviews, which were held out: {loss} fitted, {before} before.").format(
        n=fit.held_out, loss=f"{fit.loss or 0:.4f}", before=f"{fit.loss_before or 0:.4f}"
    )
    done = (
        _("The fitted parameters predict better and are used.")
        if fit.kept
        else _("The fitted parameters do not predict better; nothing has changed.")
    )
    return together(compared, done)


def offer(count: int) -> str:
    """The offer on Today."""
    return _("{n} reviews are enough to fit the memory model to you.").format(n=count)
