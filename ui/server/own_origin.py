"""Who may ask the app for anything: its own pages, opened under a name that is the app's."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

FOREIGN_HOST = "Stepwise does not answer to this host name. Name it in server.allowedHosts to have it answer."
FOREIGN_PAGE = "Only Stepwise's own pages may open this connection."

# Streamlit's front end builds styles while it runs, and loads components and what is printed from blobs of its own.
POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "media-src": "'self' data: blob:",
    "worker-src": "'self' blob:",
    "frame-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
# What a page may ask the browser for: the microphone, for a recording of one's own; the rest is nobody's.
PERMISSIONS = {"microphone": "(self)", "camera": "()", "geolocation": "()", "display-capture": "()"}
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{what} {source}" for what, source in POLICY.items()),
    "Permissions-Policy": ", ".join(f"{what}={who}" for what, who in PERMISSIONS.items()),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class OwnOrigin:
    """ASGI middleware that refuses foreign host names and pages, and tells browsers to ask nobody else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or connection, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        refusal = _refusal(scope)
        if refusal is None:
            await self._app(scope, receive, _with_headers(send))
        elif scope["type"] == "http":
            await PlainTextResponse(refusal, status_code=403)(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008, "reason": refusal})


def _refusal(scope: Scope) -> str | None:
    headers = Headers(scope=scope)
    host, origin = headers.get("host", ""), headers.get("origin")
    if not _is_ours(host):
        return FOREIGN_HOST
    if scope["type"] == "websocket" and (origin is None or urlsplit(origin).netloc != host):
        return FOREIGN_PAGE
    return None


def _is_ours(host: str) -> bool:
    allowed: list[str] = config.get_option("server.allowedHosts")
    return not allowed or urlsplit(f"//{host}").hostname in (*allowed, config.get_option("server.address"))


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(HEADERS)
        await send(message)

    return sending
