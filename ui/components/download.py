"""A button that hands over a file, made when it is pressed and in the language spoken when it was drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from presentation.translate import in_this_language


def download(
    label: str,
    make: Callable[[], str | bytes],
    file_name: str,
    mime: str,
    *,
    key: str | None = None,
    width: Literal["content", "stretch"] = "content",
) -> None:
    """The button; pressing it does not run the page again."""
    made = in_this_language(make)
    st.download_button(label, made, file_name=file_name, mime=mime, on_click="ignore", key=key, width=width)
