"""The picker: every topic in its group behind one button, with a search over lessons, questions and mistakes.

It is a single element. Topics are filtered in the browser; for all else the page is asked once the typing pauses.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import streamlit as st

from content import headings
from content.route import route
from presentation.initials import initials
from presentation.translate import _, language
from ui.components.sources import boxed, joined
from ui.session import topic_progress
from ui.session.callbacks import turning, whole
from ui.session.language import fragment
from ui.session.search_results import follow
from ui.session.state import Picked, session

_component = st.components.v2.component(
    "stepwise_picker",
    html='<div id="root"></div>',
    css=joined("base.css", "picker.css"),
    js=joined("base.js", "picker.js"),
)


def picker(key: str, here: str, choose: Callable[[str], None]) -> None:
    """A button with the title of the topic `here`, or "Search" where there is none; `choose` gets another's id.

    What is found elsewhere is opened on its own page.
    """

    @turning
    def chosen() -> None:
        found = _said(st.session_state.get(key), "chosen")
        if found.get("sort") == "topic":
            if found.get("id") != here and found.get("id") in {one.id for one in headings()}:
                choose(str(found["id"]))
        elif found:
            session().picked = Picked(str(found.get("sort")), str(found.get("topic")), str(found.get("id")))

    @whole
    def asked() -> None:
        session().sought = str(_said(st.session_state.get(key), "asked").get("query", ""))

    fragment(_draw)(key, here, chosen, asked)


def _draw(key: str, here: str, chosen: Callable[[], None], asked: Callable[[], None]) -> None:
    follow()
    groups, labels = _groups(), _words(here)
    data = {
        "here": here,
        "groups": groups,
        "query": session().sought,
        "found": _found(),
        "labels": labels,
        "signature": zlib.crc32(repr((here, groups, labels)).encode()),
    }
    with st.container(key=f"picker_{key}", width="content"):
        _component(key=key, data=boxed(data), on_chosen_change=chosen, on_asked_change=asked)


def _said(result: Any, name: str) -> dict[str, Any]:
    found = (result or {}).get(name)
    return found if isinstance(found, dict) else {}


def _groups() -> list[dict[str, Any]]:
    known, spoken = topic_progress.by_topic(), language()
    return [
        {
            "title": group.title.of(spoken),
            "topics": [
                {
                    "id": one.id,
                    "title": one.title.of(spoken),
                    "initials": initials(one.title.of(spoken)),
                    "state": known[one.id].state if one.id in known else "new",
                    "score": f"{round(100 * known[one.id].score)} %"
                    if one.id in known and known[one.id].answered
                    else "",
                }
                for one in group.topics
            ],
        }
        for group in route()
    ]


def _found() -> list[dict[str, str]]:
    """What the last query has found."""
    if not session().sought:
        return []
    from presentation.search import search

    return [
        {"sort": one.sort, "topic": one.topic, "id": one.id, "title": one.title, "detail": one.detail}
        for one in search(session().sought)
    ]


def _words(here: str) -> dict[str, str]:
    title = next((one.title.of(language()) for one in headings() if one.id == here), _("Search"))
    return {
        "button": title,
        "field": _("Search topics, lessons, questions, mistakes"),
        "list": _("Topics"),
        "lesson": _("Lessons"),
        "question": _("Questions"),
        "mistake": _("Mistakes"),
        "nothing": _("Nothing is called so."),
        "done": _("done"),
        "begun": _("begun"),
    }
