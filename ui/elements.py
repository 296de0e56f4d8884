"""What every page shares: the style sheet, the marks, numbered steps, chips and cards. All text is escaped."""

from __future__ import annotations

import re
import zlib
from functools import cache
from html import escape
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

STYLE = Path(__file__).parent / "theme"
SHEETS = (
    "tokens",
    "chrome",
    "story",
    "parts",
    "today",
    "kinds",
    "paper",
    "mistakes",
    "settings",
    "check",
    "laboratory",
    "phone",
    "print",
)
ICONS = {
    "right": "M3 8.6l3.3 3.4L13 4.4",
    "follows": "M3 3.5v3.6A2.9 2.9 0 0 0 5.9 10H13M9.6 6.4L13 10l-3.4 3.6",
    "convention": "M3 5.5h10M10 2.5l3 3-3 3M13 10.5H3M6 7.5l-3 3 3 3",
    "misconception": "M8 2.6L14.2 13.4H1.8zM8 6.7v3M8 11.4v.1",
    "slip": "M8 2.6L14.2 13.4H1.8zM8 6.7v3M8 11.4v.1",
    "wrong": "M4 4l8 8M12 4l-8 8",
    "blank": "M4 8h8",
}
STEPS = 60  # numbers of steps in the style sheet; higher ones are for those who have so many
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@cache
def css() -> str:
    """The style sheets with the marks and the first step numbers, on one line: Streamlit reads every line."""
    sheets = "\n".join((STYLE / f"{name}.css").read_text(encoding="utf-8") for name in SHEETS)
    marks = "\n".join(f".drawn-{kind} {{ --icon: {_uri(path)}; }}" for kind, path in ICONS.items())
    style = "\n".join((COMMENT.sub("", sheets), marks, _numbers(range(1, STEPS + 1))))
    return f"<style>{' '.join(style.split())}</style>"


def numbers(steps: range) -> None:
    """The numbers of these steps, where they are beyond those of the style sheet."""
    if steps[-1] > STEPS:
        st.html(f"<style>{_numbers(steps)}</style>")


def _numbers(steps: range) -> str:
    return " ".join(f'.stVerticalBlock[class*=st-key-step_{n}_]::before {{ content: "{n}"; }}' for n in steps)


def _uri(path: str) -> str:
    pen = "fill='none' stroke='black' stroke-width='2' stroke-linecap='round' stroke-linejoin='round'"
    drawn = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><path d='{path}' {pen}/></svg>"
    return 'url("data:image/svg+xml,' + drawn.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20") + '")'


def apply() -> None:
    """Put the style sheet on the page."""
    st.html(css())


def icon(kind: str) -> str:
    """A mark as HTML."""
    return f'<i class="drawn drawn-{kind}" aria-hidden="true"></i>'


def step(number: int, state: str, last: bool = False) -> DeltaGenerator:
    """The container of a numbered step; state is "done", "now" or "later"."""
    return st.container(key=f"step_{number}_{state}{'_last' if last else ''}")


def step_head(title: str, formulas: list[str], caption: str = "", mark: str = "") -> None:
    """A step's title, its formulas (Markdown), its mark (HTML), and one sentence under them: a single element.

    It stands first in its step; the style sheet puts title, formulas and mark on one line.
    """
    lines = [f"## {title}", " &ensp; ".join(formulas) or "&nbsp;", mark, caption]
    st.markdown("\n\n".join(filter(None, lines)), unsafe_allow_html=bool(mark))


def side_by_side(name: str) -> DeltaGenerator:
    """A container whose first element stands at the left and all others beside it; columns would be three blocks."""
    return st.container(key=f"side_by_side_{name}", gap=None)


def badge(kind: str, text: str) -> str:
    """A mark with words, as HTML."""
    return f'<span class="badge {kind}">{icon(kind) if kind in ICONS else ""} {escape(text)}</span>'


def strip(items: list[tuple[str, str, str]], total: str) -> None:
    """The line of marked steps: (kind, title, points), and the total."""
    cells = "".join(
        f'<span class="chip {kind}">{icon(kind) if kind in ICONS else ""}<span>{escape(title)}</span>'
        f"<em>{escape(points)}</em></span>"
        for kind, title, points in items
    )
    st.html(f'<div class="strip">{cells}<span class="total">{escape(total)}</span></div>', width="content")


def insight(kind: str, title: str, text: str, rows: list[tuple[str, str]], where: str = "") -> None:
    """What went wrong and why, with a small table of (who, arithmetic); text may hold $…$ formulas.

    `where` tells two of the same words apart that stand on one page.
    """
    with st.container(key=f"insight_{kind}_{_key(title, text, *map(str, rows), where)}"):
        st.html(f'<div class="insight-title">{icon(kind)} {escape(title)}</div>')
        st.markdown(text)
        if rows:
            cells = "".join(f"<tr><td>{escape(who)}</td><td>{escape(what)}</td></tr>" for who, what in rows)
            st.html(f"<table>{cells}</table>")


def _key(*texts: str) -> int:
    return zlib.crc32("\n".join(texts).encode())


def note(text: str) -> None:
    """A quiet remark in the margin."""
    st.html(f'<div class="margin-note">{escape(text)}</div>')


def hint(title: str, text: str) -> None:
    """A hint; text may hold $…$ formulas."""
    with st.container(key=f"hint_{_key(title, text)}"):
        st.markdown(f"**{title}**&ensp;{text}")


def terms(items: list[str]) -> None:
    """Terms on a line (Markdown), wide spaces between them: a · would multiply them."""
    st.markdown(" &emsp; ".join(items))


def legend(items: list[tuple[str, str]]) -> None:
    """What the marks mean."""
    st.html('<div class="legend">' + "".join(badge(kind, text) for kind, text in items) + "</div>")
