"""What of Streamlit's front end a browser fetches beside the first scripts, instead of one after another later."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "_streamlit_xsrf"
STATIC = Path(st.__file__).parent / "static"
FIRST_PAGE = ("Html", "ButtonGroup", "PageLink", "Button", "BidiComponent", "TextInput")
OTHERS = ("Html", "ButtonGroup", "PageLink", "Button", "BidiComponent", "rehype-katex", "Checkbox")
FONTS = ("KaTeX_Main-Regular", "KaTeX_Math-Italic")  # of what has formulas
IMPORT = re.compile(r'(?:from|import)"\./([^"]+\.js)"')


class Preloading:
    """ASGI middleware that names what the elements of a page need in the answer that brings the page.

    Streamlit's front end asks for an element's script when the element arrives, for what that imports after it, and for
    fonts when something is written in them. Only a browser that was here before is told: it has them at hand. One that
    was not would fetch them over the few connections that the first scripts need, while the server has not begun to
    draw; and one that does not know `Link` waits as before.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or not _was_here(scope):
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers["Link"] = link(FIRST_PAGE) if scope["path"] == "/" else link(OTHERS, FONTS)
            await send(message)

        await self._app(scope, receive, sending)


def _was_here(scope: Scope) -> bool:
    """Whether the browser has been here: Streamlit leaves a cookie at every first visit."""
    return COOKIE in Request(scope).cookies


@lru_cache(2)  # two kinds of page
def link(elements: tuple[str, ...], fonts: tuple[str, ...] = ()) -> str:
    """The value of `Link` for these elements' scripts, with what they import and index.html does not, and for fonts."""
    scripts = (f"<static/js/{name}>; rel=modulepreload" for name in _scripts(elements))
    media = (path.name for font in fonts for path in (STATIC / "static" / "media").glob(f"{font}.*.woff2"))
    return ", ".join((*scripts, *(f"<static/media/{name}>; rel=preload; as=font; crossorigin" for name in media)))


def _scripts(elements: tuple[str, ...]) -> list[str]:
    folder, index = STATIC / "static" / "js", (STATIC / "index.html").read_text(encoding="utf-8")
    found: list[str] = []
    waiting = [path.name for element in elements for path in folder.glob(f"{element}.*.js")]
    while waiting:
        name = waiting.pop()
        if name not in found and name not in index:
            found.append(name)
            waiting += IMPORT.findall((folder / name).read_text(encoding="utf-8"))
    return found
