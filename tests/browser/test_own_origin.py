"""Foreign host names, pages and frames are refused; a page is told to ask nobody but the app."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPResponse

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.server import Server

UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "c3RlcHdpc2Utc3RlcHdpcw==",
    "Sec-WebSocket-Protocol": "streamlit",
}
PATHS = ["/", "/practise", "/_stcore/health", "/_stcore/host-config", "/_stcore/upload_file/a/b", "/media/a"]


def answer(server: Server, path: str, **headers: str) -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        return connection.getresponse()
    finally:
        connection.close()


def opened(server: Server, host: str, origin: str | None) -> int:
    """The status that a websocket's opening is answered with."""
    origins = {} if origin is None else {"Origin": origin}
    return answer(server, "/_stcore/stream", **UPGRADE, **origins, Host=host).status


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("host", ["example.test", "127.0.0.1.example.test", "localhost.example.test:{port}", "[::1]"])
def test_a_foreign_host_name_is_refused(server: Server, path: str, host: str) -> None:
    assert answer(server, path, Host=host.format(port=server.port)).status == 403


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "LOCALHOST"])
def test_its_own_names_are_answered(server: Server, host: str) -> None:
    assert answer(server, "/", Host=host.format(port=server.port)).status == 200


@pytest.mark.parametrize(
    "origin",
    [None, "null", "", "http://example.test", "http://127.0.0.1", "http://127.0.0.1:1", "http://localhost:{port}"],
)
def test_a_websocket_is_opened_by_the_apps_own_pages_only(server: Server, origin: str | None) -> None:
    host = f"127.0.0.1:{server.port}"
    assert opened(server, host, f"http://{host}") == 101
    assert opened(server, host, origin and origin.format(port=server.port)) == 403


def test_every_answer_refuses_frames_and_strangers(server: Server) -> None:
    for path in PATHS:
        found = answer(server, path)
        assert found.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in found.headers["Content-Security-Policy"]
        assert found.headers["X-Content-Type-Options"] == "nosniff"


def test_a_browser_asks_nobody_else_even_if_the_page_says_so(visitor: Visitor) -> None:
    page = visitor.open()
    page.evaluate("document.body.append(Object.assign(new Image(), { src: 'http://example.test/a.png' }))")
    page.evaluate("fetch('http://example.test/b').catch(() => null)")
    page.wait_for_timeout(300)
    refused = [said for said in visitor.errors if "Content Security Policy" in said]
    assert [said for said in refused if "/a.png" in said]
    assert [said for said in refused if "/b" in said]
    assert not [said for said in visitor.errors if said.startswith("asked another machine")]
    visitor.errors.clear()


def test_another_page_cannot_frame_it(visitor: Visitor) -> None:
    page = visitor.open()
    page.set_content(f"<iframe src='{visitor.url}/'></iframe>")
    page.wait_for_timeout(500)
    expect(page.frame_locator("iframe").get_by_test_id("stApp")).to_have_count(0)
    visitor.errors.clear()
