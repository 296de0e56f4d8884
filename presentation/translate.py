"""Two languages: English is the message id, Chinese stands in ui/locale. Catalogues are compiled when first read."""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

import streamlit as st

from engine import EngineError

LANGUAGES = {"zh": "中", "en": "EN"}
LOCALE = Path(__file__).parent / "locale"
_spoken: ContextVar[str] = ContextVar("spoken", default="")


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The translations of a language; English translates to itself."""
    file = LOCALE / language / "LC_MESSAGES" / "stepwise.po"
    if not file.is_file():
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    return gettext.GNUTranslations(io.BytesIO(compiled.getvalue()))


def language() -> str:
    """The language being spoken, "zh" or "en": the session's, unless something is written in another one."""
    return _spoken.get() or str(st.session_state.get("language", "en"))


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Everything inside is said in this language, whatever the session's is: a printed page, a test."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def choose_language() -> None:
    """The switch at the top right. ?lang=zh in the address decides first, then the browser's language."""
    browser = "zh" if (st.context.locale or "").lower().startswith("zh") else "en"
    if "language" not in st.session_state:
        wanted = st.query_params.get("lang", browser)
        st.session_state["language"] = wanted if wanted in LANGUAGES else browser
    with st.container(key="language_switch"):
        st.segmented_control(
            "Language / 语言",
            list(LANGUAGES),
            default=language(),
            format_func=lambda code: LANGUAGES[code],
            key="language_chosen",
            on_change=_language_chosen,
            required=True,
            label_visibility="collapsed",
        )
    if language() != browser:
        st.query_params["lang"] = language()  # a page change drops it, and a reload should find it


def _language_chosen() -> None:
    st.session_state["language"] = st.session_state["language_chosen"]
    st.query_params["lang"] = st.session_state["language"]


def _(message: str) -> str:
    """The message in the session's language."""
    return catalogue(language()).gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """The message in the session's language, singular or plural."""
    return catalogue(language()).ngettext(one, many, n)


def sentence(error: EngineError) -> str:
    """An error's sentence in the session's language."""
    return _(error.template).format(**error.values)
