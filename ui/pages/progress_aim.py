"""What goes wrong: slips that come back and steps that fail, each with a way to practise just that."""

from __future__ import annotations

import secrets
from datetime import datetime
from html import escape

import streamlit as st

from content.own import is_own
from content.question_base import topic_of
from db.records import MisconceptionCount, StepTotal
from db.store import Store
from presentation.progress_words import remarked, slip_name, slip_tries, step_name, step_share
from presentation.translate import _, ngettext
from quiz.attempt import Attempt
from quiz.kinds import pose
from quiz.kinds.steps import PosedSteps
from quiz.targeted import Target, aimed, asking
from ui import elements
from ui.session import persistence
from ui.session.state import go_to, session

MOST_STEPS = 4
WEAK = 0.75  # of a step's marks


def mark_again(store: Store, now: datetime) -> None:
    """Offer to mark old answers again when today's examiner has not seen them."""
    found, session().remarked = session().remarked, None
    if found is not None:
        st.info(remarked(found))
    count = store.outdated()
    if not count:
        return
    with st.container(key="remark", horizontal=True, vertical_alignment="center"):
        said = ngettext(
            "{n} answer was marked by an earlier version, which knew fewer mistakes by name.",
            "{n} answers were marked by an earlier version, which knew fewer mistakes by name.",
            count,
        )
        st.caption(said.format(n=count), width="content")
        if st.button(_("Mark again"), key="mark_again"):
            session().remarked = sum(len(one.added) for one in store.remark(now))
            st.rerun()


def show(store: Store) -> None:
    """The misconceptions made most, then the steps that earn least."""
    slips(store)
    _weak_steps(store)


def slips(store: Store, most: int = 5) -> None:
    """The misconceptions made most, with the tries at their questions and a way to practise each."""
    found = store.misconception_counts(most)
    st.header(_("Slips that come back"), anchor=False)
    if not found:
        st.caption(_("None so far. A mistake that has a name is listed here."))
    for n, slip in enumerate(found):
        with st.container(key=f"slip_row_{n}", horizontal=True, vertical_alignment="center"):
            st.html(_slip(slip), width="stretch")
            aim = Target(slip.mechanism, slip.step, slip.misconception_id)
            if st.button(_("Practise this"), key=f"practise_slip_{n}"):
                practise_slip(store, aim, slip.question_id)


# ---- slips ----


def practise_slip(store: Store, aim: Target, fallback: str) -> None:
    """Fresh numbers on which just this mistake shows; the question it was made in where none can show it."""
    latest = [attempt.question_id for attempt in store.attempts(limit=1)]
    posed = aimed(aim, secrets.randbelow(2**31), [*latest, *store.begun()])
    _open(posed, fallback)


def _open(posed: PosedSteps | None, fallback: str) -> None:
    session().attempt = None
    if posed is not None:
        session().attempt = attempt = Attempt(posed)
        persistence.keep_numbers(attempt)
    if posed is None and is_own(fallback):  # nobody can draw a learner's own numbers
        go_to("practise", topic=topic_of(fallback))
    go_to("practise", q=posed.question.id if posed else fallback)


def _slip(slip: MisconceptionCount) -> str:
    boxes = "".join(f'<i class="{"made" if t else ""}"></i>' for t in slip.tries)
    return (
        f'<div class="slip-name">{elements.icon("misconception")}{escape(slip_name(slip))}</div>'
        f'<div class="tries"><span aria-hidden="true">{boxes}</span>{escape(slip_tries(slip))}</div>'
    )


# ---- steps ----


def _weak_steps(store: Store) -> None:
    weak = [total for total in store.step_totals() if total.share < WEAK and asking(total.mechanism, total.step)]
    if not weak:
        return
    st.header(_("Steps that earn least"), anchor=False)
    for n, total in enumerate(weak[:MOST_STEPS]):
        with st.container(key=f"weak_row_{n}", horizontal=True, vertical_alignment="center"):
            st.html(_weak(total), width="stretch")
            if st.button(_("Practise this"), key=f"practise_step_{n}"):
                practise_step(store, total)


def practise_step(store: Store, total: StepTotal) -> None:
    """The shortest question that asks for the step, on fresh numbers; one that is not begun, if there is one."""
    found = asking(total.mechanism, total.step)
    begun = set(store.begun())
    chosen = next((q for q in found if q.id not in begun), found[0])
    posed = pose(chosen, secrets.randbelow(2**31)) if chosen.id not in begun else None
    _open(posed if isinstance(posed, PosedSteps) else None, chosen.id)


def _weak(total: StepTotal) -> str:
    share = round(100 * total.share)
    return (
        f'<div class="slip-name">{escape(step_name(total))}</div>'
        f'<div class="tries"><div class="share"><i style="width:{share}%"></i></div>'
        f"{escape(step_share(total))}</div>"
    )
