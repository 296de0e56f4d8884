"""The app on a disk that is slow once, where a test wishes it: streamlit run tests/browser/slow_to_keep.py."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import streamlit as st

from db.store import Store
from ui.server import MIDDLEWARE, SCRIPT, lifespan

merge_draft = Store.merge_draft


def slowly(*given: Any) -> Any:
    """Keep a draft and say so, four seconds late if there is a file that wishes it, which is taken away."""
    wished = Path(os.environ["DATABASE_URL"].removeprefix("sqlite:///")).with_name("slow once")
    slow = wished.exists()
    wished.unlink(missing_ok=True)
    kept = merge_draft(*given)
    time.sleep(4 * slow)
    return kept


setattr(Store, "merge_draft", slowly)  # noqa: B010  (mypy refuses to have a method replaced)

app = st.App(SCRIPT, middleware=MIDDLEWARE, lifespan=lifespan)
