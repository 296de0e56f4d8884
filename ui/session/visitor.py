"""Whether a visitor sits at the machine on which the app runs, as far as the address in their browser says."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

LOCAL = frozenset(("localhost", "127.0.0.1", "::1"))


def visits_from_here() -> bool:
    """Whether the page was asked for under a name that a machine has for itself; tests have no address."""
    return urlsplit(st.context.url or "//localhost").hostname in LOCAL
