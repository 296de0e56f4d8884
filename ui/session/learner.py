"""Whose session it is: the only learner there is, the one of the address, else the one who says so when asked."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from db.sqlite_reader import Present, present_learners
from ui.session.address import number
from ui.session.callbacks import whole
from ui.session.state import KEY, LEARNER, SessionState, session


def begin(present: Sequence[Present]) -> bool:
    """Decide whose session it is, of those who are there; False where that has to be asked first.

    It stays whose it is as long as they are there. Where nobody can say who is there, nothing can be read either.
    """
    if not present:
        return True
    ids = [learner.learner_id for learner in present]
    if not (session().learner_known and session().learner_id in ids):
        wanted = number(LEARNER)
        if wanted not in ids and len(ids) > 1:
            return False
        become(wanted if wanted in ids else ids[0])
    if len(ids) == 1 and LEARNER in st.query_params:
        del st.query_params[LEARNER]
    return True


def there() -> tuple[Present, ...]:
    """The learners who are there; nobody where the database does not say."""
    found = present_learners()
    return _in_store() if found is None else found


def _in_store() -> tuple[Present, ...]:
    from db.errors import StoreError
    from ui.session import persistence
    from ui.session.unsaved import report

    try:
        found = persistence.store().learners()
    except StoreError as error:
        report(error)
        return ()
    return tuple(Present(one.learner_id, one.name, one.color) for one in found if one.removed_at is None)


def become(learner_id: int) -> None:
    """Make it the session of a learner; nothing of another's stays in it but the language."""
    state = session()
    if learner_id != state.learner_id:
        forget()
        session().early = {} if state.learner_known else state.early
    session().learner_id, session().learner_known = learner_id, True


def forget() -> None:
    """Forget everything but the language and what is needed to draw a page, so that it is decided anew whose it is."""
    kept = session()
    for key in [key for key in st.session_state if key != KEY]:
        del st.session_state[key]
    st.session_state[KEY] = SessionState(language=kept.language, pages=kept.pages)


@whole
def choose(learner_id: int) -> None:
    """Go on as this learner, where they were."""
    become(learner_id)
    st.query_params[LEARNER] = str(learner_id)
