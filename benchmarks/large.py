"""Large matrices in a real browser, in turns with an app that has one button: what is added to it is what they cost.

A self-attention of 64 words and 64 features, opened, shown whole, a cell opened; and one map of 128 × 128 cells.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import partial
from statistics import median

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from benchmarks.app import APP, CLICKS, PAGE, PRESSES, both, line, press, reads_otherwise, whole_story
from benchmarks.served.visit import PATIENCE, Rerun, Visit
from tests.browser.browser import HELP, find, flags

LARGE = 64  # of everything
VISITS = 4
STEP = "[class*=st-key-step_2_]"
FIGURES, HUGE = "tests/browser/gallery.py", "/?show=huge"


def main() -> None:
    """Print every figure beside what it should be at most."""
    path = find()
    if path is None:
        raise SystemExit(HELP)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags())
        large(browser)
        huge(browser)
        browser.close()


def large(browser: Browser) -> None:
    """Set the sizes, then visit and click in turns with an app that has one button."""
    opened, whole, clicks, small, pressed = [], [], [], [], []
    with both(browser, APP) as (ours, least):
        ours.open(PAGE, whole_story)
        ours.settle()
        for name in ("n", "d", "d_k", "d_v"):
            _set_size(ours, name, LARGE)
        for _ in range(VISITS):
            opened.append(ours.open(PAGE, whole_story))
            ours.settle()
            whole.append(_show_all(ours))
            clicks += list(_square_clicks(ours, f"{STEP} .block.result canvas", f"{STEP} .worked .who"))
            pressed += [press(least) for _ in range(PRESSES)]
            small.append(least.open(PAGE, lambda page: page.get_by_role("button", name="Again")))
            least.settle()
            press(least)
    print(f"Explain, self-attention with all sizes {LARGE}, beside an app's only button")
    line("opened", f"{median(opened):.2f} s", f"{median(small):.2f} s an app with a button", median(opened), 1.5)
    line("all steps shown", f"{median(whole):.2f} s", "", median(whole), 3)
    _clicked(clicks, pressed)


def huge(browser: Browser) -> None:
    """A map of 128 × 128 cells alone on a page: opened, then a cell of it."""
    opened, clicks, small, pressed = [], [], [], []
    with both(browser, FIGURES) as (ours, least):
        ours.open(HUGE, _map_drawn)  # once to warm up
        ours.settle()
        for _ in range(VISITS):
            opened.append(ours.open(HUGE, _map_drawn))
            ours.settle()
            clicks += list(_square_clicks(ours, "canvas", ".worked .who"))
            pressed += [press(least) for _ in range(PRESSES)]
            small.append(least.open(PAGE, lambda page: page.get_by_role("button", name="Again")))
            least.settle()
            press(least)
    print("A map of 128 × 128 cells, beside an app's only button")
    line("opened", f"{median(opened):.2f} s", f"{median(small):.2f} s an app with a button", median(opened), 2)
    _clicked(clicks, pressed)


def _map_drawn(page: Page) -> Locator:
    return page.locator(".worked:not(:empty)")


def _clicked(clicks: Sequence[Rerun], pressed: Sequence[Rerun]) -> None:
    seconds, least_seconds = median(r.seconds for r in clicks), median(r.seconds for r in pressed)
    beside = f"beside {1000 * least_seconds:.0f} ms of a button"
    line("a cell opened", f"{1000 * seconds:.0f} ms", beside, seconds, 0.15)
    used, least_used = median(r.processor for r in clicks), median(r.processor for r in pressed)
    beside = f"beside {1000 * least_used:.0f} ms of a button"
    line("processor of the server for it", f"{1000 * used:.0f} ms", beside, used, 0.05)
    line("sent for a cell", f"{median(r.bytes for r in clicks) / 1000:.0f} kB", "", 0)


def _set_size(visit: Visit, name: str, size: int) -> None:
    """A size set behind the chip, which is opened for it and closed again."""
    chip = visit.page.locator(".st-key-sizes_chip button").first
    field = visit.page.locator(f".st-key-size_{name}_self-attention input")
    chip.click()
    field.fill(str(size))
    field.press("Enter")
    visit.settle()
    expect(chip).to_contain_text(f"{size}")
    visit.page.keyboard.press("Escape")
    expect(field).to_have_count(0)
    visit.settle()


def _show_all(visit: Visit) -> float:
    last = visit.page.locator("[class*=st-key-step_][class*=_last] .worked:not(:empty)")
    begun = time.perf_counter()
    visit.page.locator(".st-key-show_all button").click()
    expect(last).to_have_count(1, timeout=PATIENCE)
    seconds = time.perf_counter() - begun
    visit.settle()
    return seconds


def _square_clicks(visit: Visit, canvas: str, who: str) -> Iterator[Rerun]:
    squares, worked = visit.page.locator(canvas), visit.page.locator(who)
    squares.scroll_into_view_if_needed()
    for n in range(CLICKS):
        before = worked.inner_text()
        act = partial(squares.click, position={"x": 80 + 17 * n, "y": 80 + 23 * n})
        yield visit.rerun(act, partial(reads_otherwise, worked, before))


if __name__ == "__main__":
    main()
