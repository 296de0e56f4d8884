"""What goes wrong: slips that come back and steps that fail, each with a way to practise just that."""

from __future__ import annotations

from datetime import datetime
from html import escape

import streamlit as st

from db.records import MisconceptionCount, StepTotal
from db.store import Store
from presentation.progress.progress_words import remarked, slip_name, slip_tries, step_name, step_share
from presentation.translate import _, ngettext
from quiz.targeted import Target, asking
from ui import elements
from ui.session import aiming
from ui.session.state import session

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
    st.header(_("Recurring misconceptions"), anchor=False)
    if not found:
        st.caption(_("None so far. A mistake that has a name is listed here."))
    for n, slip in enumerate(found):
        with st.container(key=f"slip_row_{n}", horizontal=True, vertical_alignment="center"):
            st.html(_slip(slip), width="stretch")
            aim = Target(slip.mechanism, slip.step, slip.misconception_id)
            if st.button(_("Practise this"), key=f"practise_slip_{n}"):
                aiming.practise(aim, slip.question_id, slip.question_id)


# ---- slips ----


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
                aiming.practise(Target(total.mechanism, total.step), total.question_id, total.question_id)


def _weak(total: StepTotal) -> str:
    share = round(100 * total.share)
    return (
        f'<div class="slip-name">{escape(step_name(total))}</div>'
        f'<div class="tries"><div class="share"><i style="width:{share}%"></i></div>'
        f"{escape(step_share(total))}</div>"
    )
