"""Learn: a topic's lesson, every number in it computed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

import streamlit as st

from content import headings, topic
from content.lessons.render import lesson
from presentation.figure import Name
from presentation.figure.names import label_parts, text_parts
from presentation.translate import _, language
from ui.components.topic_menu import topic_menu
from ui.session.state import go_to, session

WORKED = re.compile(r"^```worked\n(.*?)\n```$", re.MULTILINE | re.DOTALL)


def page() -> None:
    """The lesson of the topic in the address, and the way on."""
    wanted = st.query_params.get("topic") or session().topic
    ids = [heading.id for heading in headings()]
    here = topic(wanted if wanted in ids else ids[0])
    session().topic = st.query_params["topic"] = here.id
    with st.container(key="recipe", horizontal=True, vertical_alignment="center"):
        topic_menu("lesson_topic", here.id, _open)
    st.title(here.title.of(language()), anchor=False)
    with st.container(key="lesson"), st.container(key=f"in_{language()}"):
        for text, lines in pieces(lesson(here.id, language())):
            if text.strip():
                st.markdown(text)
            if lines:
                st.html(worked(lines))
    with st.container(key="lesson_next", horizontal=True):
        if st.button(_("Compute it step by step"), key="to_explain", type="primary"):
            go_to("explain", topic=here.id)
        if st.button(_("Practise"), key="to_practise"):
            session().attempt = None
            go_to("practise", topic=here.id)


def _open(id: str) -> None:
    st.query_params["topic"] = id


def pieces(text: str) -> Iterator[tuple[str, list[str]]]:
    """A lesson cut at its worked lines: Markdown, and the lines that follow it."""
    end = 0
    for found in WORKED.finditer(text):
        yield text[end : found.start()], found[1].split("\n")
        end = found.end()
    yield text[end:], []


def worked(lines: list[str]) -> str:
    """The arithmetic of one cell as HTML: whose it is, the formula, a line for each stage, the result in ink."""
    who, __, symbols = lines[0].partition(" = ")
    stages = [line.partition(" ") for line in lines[1:]]
    rows = [f"<div class=stage><span>{escape(sign)}</span> {escape(text)}</div>" for sign, __, text in stages[:-1]]
    sign, __, result = stages[-1]
    outcome = f"<span>{escape(sign)}</span> <b>{escape(result)}</b>"
    rows[-1:] = [rows[-1].replace("</div>", f" {outcome}</div>")] if rows else [f"<div class=stage>{outcome}</div>"]
    head = f"<div class=who>{_html(label_parts(who))}</div>"
    formula = f"<div class=symbols>= {_html(text_parts(symbols))}</div>" if symbols else ""
    return f'<div class="worked-line">{head}{formula}{"".join(rows)}</div>'


def _html(name: Name) -> str:
    """Pieces of a symbol with their scripts."""
    tags = {"sub": "sub", "sup": "sup"}
    parts = ((tags.get(kind.split(" ")[0]), escape(text)) for text, kind in name)
    return "".join(f"<{tag}>{text}</{tag}>" if tag else text for tag, text in parts)
