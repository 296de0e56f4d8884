"""The language of the page itself, for screen readers, hyphenation and fonts; Streamlit always says English."""

from __future__ import annotations

import streamlit as st

TAGS = {"en": "en", "zh": "zh-CN"}

# The element that carries the script takes no room on the page.
_component = st.components.v2.component(
    "stepwise_language",
    js="""
export default function ({ data, parentElement }) {
  document.documentElement.lang = data.tag;
  const host = parentElement.host ?? parentElement;
  const box = host.closest('[data-testid=stElementContainer]');
  if (box) box.style.display = 'none';
}
""",
)


def declare(language: str) -> None:
    """Say that the page is in this language, "en" or "zh"."""
    _component(key="page_language", data={"tag": TAGS.get(language, "en")})
