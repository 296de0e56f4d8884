"""Entries that two windows have changed: said at the top of the page, with a way to put the earlier ones back."""

from __future__ import annotations

import streamlit as st

from presentation.settings.contested_words import Change, told
from presentation.translate import _
from ui.session import contested_cells
from ui.session.callbacks import whole
from ui.session.pending_writes import AnswerPart
from ui.session.state import Contested


def tell() -> None:
    """What was changed, until the learner has answered for it."""
    found = contested_cells.found()
    if not found:
        return
    with st.container(key="contested"):
        st.warning(told([_change(one) for one in found]))
        with st.container(key="contested_ways", horizontal=True):
            st.button(_("Put the earlier one back"), key="contested_back", on_click=_put_back)
            st.button(
                _("Leave it as it is"), key="contested_leave", type="tertiary", on_click=whole(contested_cells.leave)
            )


def _put_back() -> None:
    from ui.session import put_back

    put_back.put_back()


def _change(one: Contested) -> Change:
    cell = one.cell
    numbers = [key for key in cell.path if isinstance(key, int)][-2:]
    place = (numbers[0] + 1, numbers[1] + 1) if len(numbers) == 2 else None
    typed = isinstance(cell.before, str) and _typed(one)
    return Change(cell.before, cell.now, place, typed, everything=not cell.path)


def _typed(one: Contested) -> bool:
    """Whether the cell has a text as it was typed: all cells have, but for those of questions with choices."""
    from ui.session.practise import still_open

    if isinstance(one.write, AnswerPart):
        attempt, part = still_open(one.write.attempt_id), one.cell.path[0]
    else:
        attempt, part = still_open(one.write.draft.attempt_id), one.cell.path[1]
    return attempt is None or part in attempt.posed.typed_parts or one.cell.path[0] == "state"
