"""Texts that two windows have entered in one cell: both windows are told, and the earlier text can be put back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ui.session.state import Contested, session
from ui.session.unsaved import pending

if TYPE_CHECKING:  # the first page opens no store
    from db.merge import Replaced
    from ui.session.pending_writes import Merging

MOST = 50  # cells of which a window is told


def found() -> list[Contested]:
    """The cells that were not answered for yet, the latest last."""
    here = session()
    note((write, cell, True) for write, cell in pending().replaced_by(here.window))
    return list(here.contested.values())


def note(cells: Iterable[tuple[Merging, Replaced, bool]]) -> None:
    """Have this window told of these."""
    here = session()
    for write, cell, mine in cells:
        here.contested[(*write.place, *cell.path)] = Contested(write, cell, mine)
        here.news = True
    here.contested = dict(list(here.contested.items())[-MOST:])


def note_entered(write: Merging, known: Any, mine: Any) -> None:
    """Remember what this window has entered itself."""
    from db.merge import entered

    session().entered |= {(*write.place, *path): text for path, text in entered(known, mine)}


def note_others(write: Merging, known: Any, kept: Any) -> None:
    """Have this window told where it had entered one text itself, as it knew, and another one is kept now."""
    from db.merge import replaced

    own = session().entered
    changed = replaced(None, known, kept)
    note((write, cell, False) for cell in changed if own.get((*write.place, *cell.path)) == cell.before)


def leave() -> None:
    """Leave everything as it is kept."""
    session().contested = {}
