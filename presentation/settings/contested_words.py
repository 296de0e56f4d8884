"""What is said of an entry that two windows have changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from presentation.translate import _, escaped, ngettext, shortened

MOST = 5  # entries that are listed


@dataclass(frozen=True)
class Change:
    """An entry that was changed: what stood there, what is kept, its row and column where there are several, whether
    these are texts as they were typed, and whether it is everything that was entered there.
    """

    before: Any
    now: Any
    place: tuple[int, int] | None = None
    typed: bool = True
    everything: bool = False


def told(changes: Sequence[Change]) -> str:
    """The changes as Markdown: a sentence, and a line for each."""
    said = ngettext(
        "This entry was changed in two windows. The later one is kept:",
        "These entries were changed in two windows. The later ones are kept:",
        len(changes),
    )
    lines = [f"- {_line(change)}" for change in changes[:MOST]]
    if len(changes) > MOST:
        left = len(changes) - MOST
        lines.append("- " + _("and {n} more").format(n=left))
    return "\n".join([said, "", *lines])


def _line(change: Change) -> str:
    if change.everything:
        return _("all that was entered for other numbers or sizes")
    if not change.typed:
        return _("what is chosen")
    now = _quoted(change.now) if change.now else _("an empty entry")
    said = f"{_quoted(change.before)} → {now}"
    if change.place is None:
        return said
    row, column = change.place
    return _("row {row}, column {column}").format(row=row, column=column) + f": {said}"


def _quoted(text: Any) -> str:
    return _("“{text}”").format(text=escaped(shortened(str(text))))
