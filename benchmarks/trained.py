"""Examples with trained weights on Explain, opened beside self-attention and each as often, in turns."""

from __future__ import annotations

from statistics import median

from playwright.sync_api import Browser, sync_playwright

from benchmarks.app import APP, both, line, whole_story
from benchmarks.served.visit import Visit, processor
from content import headings, topic
from presentation.workspaces.links import packed
from presentation.workspaces.workspace import opened
from tests.browser.browser import HELP, find, flags

LANGUAGE, VISITS, MOST = "en", 8, 1.3
ATTENTION = "self-attention"
EXAMPLES = {
    heading.id: preset.id
    for heading in headings()
    for preset in topic(heading.id).presets
    if preset.trained and preset.speaks(LANGUAGE)
}


def main() -> None:
    """Print every figure beside what it should be at most."""
    path = find()
    if path is None:
        raise SystemExit(HELP)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags())
        _measure(browser)
        browser.close()


def _measure(browser: Browser) -> None:
    seconds: dict[str, list[float]] = {of: [] for of in (ATTENTION, *EXAMPLES)}
    used: dict[str, list[float]] = {of: [] for of in seconds}
    with both(browser, APP) as (visit, _least):
        for of in seconds:  # once to warm up, by a link; the page then comes back to what was opened
            _open(visit, of, EXAMPLES.get(of, ""))
        for _ in range(VISITS):
            for of in seconds:
                took, work = _open(visit, of)
                seconds[of].append(took)
                used[of].append(work)
    print("Explain, an example with trained weights opened, beside self-attention")
    least, beside = median(seconds.pop(ATTENTION)), median(used[ATTENTION])
    for of, taken in seconds.items():
        took, work = median(taken), median(used[of])
        said = f"{took:.2f} s beside {least:.2f} s; processor {1000 * work:.0f} ms beside {1000 * beside:.0f} ms"
        line(of, f"{took / least:.2f} ×", said, took / least, MOST)


def _open(visit: Visit, of: str, preset: str = "") -> tuple[float, float]:
    """Seconds until the story is drawn, and processor seconds of the server until it rests."""
    address = f"/explain?lang={LANGUAGE}&topic={of}"
    if preset:
        address += f"&numbers={packed(opened(topic(of), preset, LANGUAGE))}"
    before = processor(visit.server.pid)
    seconds = visit.open(address, whole_story)
    visit.settle()
    return seconds, processor(visit.server.pid) - before


if __name__ == "__main__":
    main()
