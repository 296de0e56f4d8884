"""Learn: the route, and each topic's lesson, every number in it computed."""

from __future__ import annotations

import streamlit as st

from content import Topic, headings, topic
from content.laboratories import belonging_to
from content.route import following
from db.errors import StoreError
from presentation.progress.today_words import long_day
from presentation.translate import _, language
from ui.components.into_view import into_view
from ui.components.picker import picker
from ui.components.to_section import SECTION
from ui.pages.lesson import text
from ui.session import reading
from ui.session.callbacks import whole
from ui.session.state import go_to, session
from ui.session.unsaved import leave_undone, report


def page() -> None:
    """The lesson of the topic in the address, and the way on; without one, the route."""
    wanted = st.query_params.get("topic")
    ids = [heading.id for heading in headings()]
    if wanted not in ids:
        _route()
        return
    here = topic(wanted)
    session().topic = here.id
    with st.container(key="recipe", horizontal=True, vertical_alignment="center"):
        picker("lesson_topic", here.id, _open)
    reading.opened(here.id)
    st.title(here.title.of(language()), anchor=False)
    text(here)
    if section := st.query_params.get(SECTION):
        into_view("to_section", f"{here.id}#{section}", section)
    _onward(here)


def _route() -> None:
    from ui.pages import learn_route

    try:
        learn_route.show()
    except StoreError as error:
        report(error)
        leave_undone()


def _onward(here: Topic) -> None:
    """The same by computing, by answering, and the next lesson of the route; that it was read."""
    _read(here.id)
    with st.container(key="lesson_next", horizontal=True):
        if st.button(_("Compute it step by step"), key="to_explain", type="primary"):
            reading.leave(here.id)
            go_to("explain", topic=here.id)
        if st.button(_("Practise"), key="to_practise"):
            reading.leave(here.id)
            session().attempt = None
            go_to("practise", topic=here.id)
        after = following(here.id)
        for one in belonging_to(here.id):
            label = _("Laboratory: {title}").format(title=one.title.of(language()))
            if st.button(label, key=f"to_laboratory_{one.id}"):
                go_to("laboratory", lab=one.id)
        if after:
            label = _("Next lesson: {topic}").format(topic=after.title.of(language()))
            st.button(label, key="next_lesson", on_click=_next, args=(here.id, after.id))
        if st.button(_("Glossary"), key="to_glossary", type="tertiary"):
            go_to("glossary")
        if st.button(_("The route"), key="to_route", type="tertiary"):
            go_to("learn")


def _read(id: str) -> None:
    """When the lesson was read last; else the button that says so."""
    if (found := reading.latest(id)) is not None:
        st.caption(_("Read on {day}.").format(day=long_day(found.day)))
    else:
        st.button(_("I have read this lesson"), key="lesson_read", on_click=_finish, args=(id,))


@whole
def _finish(id: str) -> None:
    reading.finish(id)


@whole
def _next(here: str, after: str) -> None:
    reading.leave(here)
    _open(after)


def _open(id: str) -> None:
    st.query_params["topic"] = id
