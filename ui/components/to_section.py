"""The way to a section of a lesson."""

from __future__ import annotations

import streamlit as st

from content.lessons.sections import SectionLink
from presentation.key_point_links import taught_in
from presentation.translate import _
from ui.session.state import go_to

SECTION = "section"  # in the address of a lesson: the section that is brought into view


def to_section(where: SectionLink, key: str) -> None:
    """A button that opens the lesson there; its tooltip says which one, for there is little room beside a key point."""
    if st.button(_("Lesson"), key=key, help=taught_in(where), type="tertiary", icon=":material/menu_book:"):
        go_to("learn", topic=where.topic, **({SECTION: where.section} if where.section else {}))
