"""Fields of the forms in which papers and oral exams are composed."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from presentation.translate import _
from ui.session.language import key_of_words


def several(label: str, names: Mapping[str, str], nothing: str, key: str) -> tuple[str, ...]:
    """Some of these by their names; none means all."""
    chosen = st.multiselect(
        label,
        list(names),
        format_func=names.__getitem__,
        placeholder=nothing,
        select_all=False,
        key=key_of_words(key),
    )
    return tuple(chosen)


def number(key: str, largest: int) -> int | None:
    """The number that decides which questions and which figures are drawn; None for any."""
    return st.number_input(
        _("Paper number"),
        min_value=1,
        max_value=largest,
        value=None,
        step=1,
        placeholder=_("drawn"),
        help=_("The same number and the same choices give the same paper again."),
        key=key,
    )
