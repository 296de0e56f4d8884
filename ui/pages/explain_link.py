"""A link that opens what is on Explain, all of it, for somebody else or another day."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from presentation.translate import _, filled, language
from presentation.workspaces.links import LONGEST, packed
from presentation.workspaces.workspace import Workspace
from ui.session.explain import LINK
from ui.session.state import LANGUAGE


def link(space: Workspace) -> None:
    """The link to copy, or why there is none."""
    if space.own:
        st.caption(_("There is no link: these numbers stand in a file of yours, which nobody else has at that place."))
        return
    letters = packed(space)
    if len(letters) > LONGEST:
        too_long = _(
            "These numbers make a link of {n} letters; at most {most} arrive everywhere: export a spreadsheet."
        )
        st.caption(filled(too_long, n=len(letters), most=LONGEST))
        return
    st.caption(_("A link that opens all of this: sentence, sizes, numbers, conventions."))
    with st.container(key="link"):
        st.code(address(st.context.url or "", space.topic.id, letters), language=None)


def address(here: str, topic: str, letters: str) -> str:
    """The address of a workspace on the page that is open at `here`."""
    place = urlsplit(here)
    query = urlencode({LANGUAGE: language(), "topic": topic, LINK: letters})
    return urlunsplit((place.scheme, place.netloc, place.path, query, ""))
