"""How the app is served: the script that draws its pages, who may ask for them, and what comes with a page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from ui.server import garbage_collection, spared
from ui.server.own_origin import OwnOrigin
from ui.server.preloading import Preloading
from ui.server.sessions import FinishingSession, UnsentMessages
from ui.session.fragments import Parts

SCRIPT = Path(__file__).with_name("script.py")
MIDDLEWARE = [Middleware(OwnOrigin), Middleware(Preloading)]


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """What is to be in place before the first browser comes."""
    Parts.install()
    FinishingSession.install()
    UnsentMessages.install()
    spared.install()
    garbage_collection.install()
    yield
