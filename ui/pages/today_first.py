"""Today for somebody who has not answered anything yet: what this is, and three ways in."""

from __future__ import annotations

from contextlib import suppress
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from content import headings, topic
from presentation.first_step import first_step
from presentation.translate import _, language
from presentation.worked_line import worked
from ui.components.chip import chip
from ui.session.browser_storage import hold
from ui.session.state import go_to, session

if TYPE_CHECKING:  # a newcomer's page opens no store
    from ui.session.agenda import Agenda

FIRST_TOPIC = "self-attention"  # a sentence, and all of attention on one page
SENTENCE = "first_sentence"
LONGEST = 200  # characters


def show(found: Agenda | None) -> None:
    """One sentence, beside it when the exam is; where it was left; three cards.

    `found` is what the store has, if it was opened.
    """
    with st.container(key="first_head", horizontal=True):
        with st.container(key="first_told"):
            st.title(_("Attention and recurrent networks, computed by hand"), anchor=False)
            _text(_promise())
        _exam(found)
    if found is not None:
        from ui.pages import today_parts

        today_parts.stopped()
    with st.container(key="ways", horizontal=True, gap="medium"):
        with st.container(key="way_show"):
            _show_me()
        with st.container(key="way_teach"):
            _teach_me()
        with st.container(key="way_test"):
            _test_me()
    _first_step()


def _text(text: str, title: str = "") -> None:
    """Words as HTML, which a browser shows in a fraction of the time that Markdown takes it."""
    head = f"<h2>{escape(title)}</h2>" if title else ""
    st.html(f'{head}<p class="told">{escape(text)}</p>')


def _promise() -> str:
    return _("Every number opens to show how it was made, and every step you compute is marked as an examiner would.")


def _show_me() -> None:
    _text(_("Self-attention on a sentence of your own, step by step."), _("Show me"))
    example, key = _("the cat chased a small mouse"), f"{SENTENCE}_{language()}"
    hold(key, "today/sentence", "")  # an example, which each language has another of, is not kept
    with st.form("show_me", border=False):
        typed = st.text_input(
            _("Your sentence"),
            example,
            key=key,
            max_chars=LONGEST,
            autocomplete="off",
            label_visibility="collapsed",
        )
        shown = st.form_submit_button(_("Compute it"), key="show_me_now", type="primary")
    if shown:
        _compute(typed)


def _compute(sentence: str) -> None:
    from engine import EngineError
    from ui.session import explain

    explain.start(topic(FIRST_TOPIC))
    with suppress(EngineError):  # the example's own sentence is shown then
        session().workspace = explain.open_workspace().with_sentence(sentence)
    session().moved = True  # the figure is brought into sight
    go_to("explain", topic=FIRST_TOPIC)


def _teach_me() -> None:
    text = _("{n} topics in the order they build on each other, from the dot product to BERT and LSTM.")
    _text(text.format(n=len(headings())), _("Teach me"))
    if st.button(_("See the route"), key="teach_me"):
        go_to("learn")


def _test_me() -> None:
    _text(_("Ten short questions show where to begin. They take about ten minutes."), _("Test me"))
    if st.button(_("Test me now"), key="test_me"):
        from db.errors import StoreError
        from ui.session import review
        from ui.session.unsaved import report

        try:
            review.begin("placement")
        except StoreError as error:
            report(error)
            return
        go_to("session")


def _first_step() -> None:
    """One number, solved: the score of two words."""
    found = first_step()
    marks = {found.asking: "asking", found.asked: "asked"}
    words = "".join(f'<span class="{marks.get(word, "")}">{escape(word)}</span>' for word in found.words)
    said = _("How well does “{asking}” match “{asked}”? Multiply the query of one with the key of the other.")
    title = _("One number, solved")
    with st.container(key="first_step"):
        st.html(
            f'<h2>{escape(title)}</h2><div class="first-words">{words}</div>'
            f'<p class="quiet">{escape(said.format(asking=found.asking, asked=found.asked))}</p>{worked(found.worked)}'
        )


def _exam(found: Agenda | None) -> None:
    """When the exam is, asked behind a chip: the browser's code for dates and lists is fetched when it opens."""
    with st.container(key="first_exam", width="content"), chip("exam_chip", _asked_or_told(found)) as opened:
        if opened:
            from ui.components import exam_day

            exam_day.fields(found.coming if found else (), found.learner.minutes_a_day if found else None)


def _asked_or_told(found: Agenda | None) -> str:
    """The question when the exam is; once that was said, the days that are left."""
    if found is None or found.days_left is None:
        return _("When is your exam?")
    from presentation.progress.today_words import days_to_exam

    return days_to_exam(found.days_left)
