"""The app beside an empty one in a real browser: the first page, what stays in memory, and what a rerun costs.

Both are served by Streamlit with the project's settings and visited in turns by the same Chromium. Only the processor
time of the server is free of what else the machine does; seconds are what a learner waits on this machine.
"""

from __future__ import annotations

import itertools
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from benchmarks.served.visit import PATIENCE, Rerun, Visit, processor, resident
from tests.browser.browser import HELP, find, flags
from tests.browser.learner import matrix, printed, step
from tests.browser.server import Server

APP, SIX = "app.py", "benchmarks/served/asking.py"
EMPTY, BUTTON = "benchmarks/served/empty.py", "benchmarks/served/button.py"
STARTS, WALKS, CLICKS, ANSWERS, PRESSES = 5, 4, 6, 6, 3
OVER_TIME, VISITS = "/explain?lang=en&topic=lstm-sequence", 4
TWELVE = "one two three four five six seven eight nine ten eleven twelve"
FIRST, PAGE = "/?lang=en", "/explain?lang=en&topic=self-attention"
QUESTION = "/practise?lang=en&q=self-attention/six-words"
Shown = Callable[[Page], Locator]


def main() -> None:
    """Print every figure beside what it should be at most."""
    path = find()
    if path is None:
        raise SystemExit(HELP)
    print(f"processor: {_processor_name()}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags())
        first_page(browser)
        explain(browser)
        over_time(browser)
        practise(browser)
        browser.close()


# ---- the first page ----


def first_page(browser: Browser) -> None:
    """Start both servers in turns: a first visit to each, a second one, and the memory after the first."""
    figures: dict[str, dict[str, list[float]]] = {APP: {}, EMPTY: {}}
    shown: dict[str, Shown] = {APP: _first_step, EMPTY: lambda page: page.get_by_text("Empty")}
    for script in [script for _ in range(STARTS) for script in shown]:
        for name, figure in _start(browser, script, shown[script]).items():
            figures[script].setdefault(name, []).append(figure)
    ours, least = figures[APP], figures[EMPTY]
    print("first page, from the start of the server or the request until all of it is drawn")
    _ratio("cold: a server just started, a browser that was never there", ours["cold"], least["cold"], 1.6)
    _ratio("warm: a second session in the same browser", ours["warm"], least["warm"], 1.3)
    _ratio("processor of the server until the first page is over", ours["start"], least["start"])
    _ratio("processor of the server for a second session", ours["session"], least["session"])
    memory, floor = min(ours["memory"]) / 2**20, min(least["memory"]) / 2**20
    line("memory of the server after the first page", f"{memory:.0f} MB", f"beside {floor:.0f} MB", memory, 120)


def _start(browser: Browser, script: str, shown: Shown) -> dict[str, float]:
    begun = time.perf_counter()
    with _served(script) as server, _visiting(browser, server) as visit:
        cold = visit.open(FIRST, shown, begun)
        visit.settle()
        start, memory = processor(server.pid), resident(server.pid)
        second = Visit(visit.page.context, server)
        warm = second.open(FIRST, shown)
        second.settle()
        return {
            "cold": cold,
            "warm": warm,
            "start": start,
            "session": processor(server.pid) - start,
            "memory": memory,
        }


def _first_step(page: Page) -> Locator:
    """The solved step at the foot of a newcomer's page."""
    return page.locator(".worked-line b")


def whole_story(page: Page) -> Locator:
    """The figure of the last open part, with its arithmetic."""
    return page.locator("[class*=st-key-step_1_now] .worked:not(:empty)")


# ---- reruns ----


def explain(browser: Browser) -> None:
    """Through the story and back, then cell after cell of a figure, in turns with presses of an app's only button."""
    with both(browser, APP) as (ours, least):
        ours.open(PAGE, whole_story)
        ours.settle()
        count = ours.page.locator("[class*=st-key-step_]").count()
        stops = [2, *range(3, count + 1), *range(count - 1, 1, -1)]
        _walk(ours, [1, 2])
        _walk(ours, stops)  # once to warm up
        steps, clicks, pressed = [], [], []
        for _ in range(WALKS):
            steps += _walk(ours, stops)
            clicks += list(_clicks(ours))
            pressed += [press(least) for _ in range(PRESSES)]
    print("Explain, a full rerun: Next step or Back, through the whole story")
    _cost(steps, pressed, 0.015, 60_000)
    print("Explain, a cell opened: the rerun of one figure")
    _cost(clicks, pressed, 0.008, 15_000)


def _walk(visit: Visit, stops: Sequence[int]) -> list[Rerun]:
    found = []
    for here, there in itertools.pairwise(stops):
        button = visit.page.get_by_role("button", name="Next step" if there > here else "Back")
        found.append(visit.rerun(button.click, partial(_step_open, visit.page, there)))
    return found


def _step_open(page: Page, n: int) -> bool:
    return page.locator(f"[class*=st-key-step_{n}_now] .worked:not(:empty)").count() == 1


def _clicks(visit: Visit) -> Iterator[Rerun]:
    cells = visit.page.locator("[class*=st-key-step_2_now] .block.result td[role=gridcell]:not(.selected)")
    worked = visit.page.locator("[class*=st-key-step_2_now] .worked")
    for n in range(CLICKS):
        before = worked.inner_text()
        yield visit.rerun(cells.nth(n).click, partial(reads_otherwise, worked, before))


def reads_otherwise(where: Locator, before: str) -> bool:
    """Whether a text has changed."""
    return where.inner_text() != before


# ---- along time ----


def over_time(browser: Browser) -> None:
    """An LSTM over twelve words: opened beside an empty page, then moment after moment beside presses of a button."""
    moments, pressed, opened, nothing = [], [], [], []
    with both(browser, APP) as (ours, least):
        _say_twelve(ours)
        for n in (*range(1, 12), *range(10, -1, -1)):
            moments.append(ours.rerun(ours.page.get_by_role("tab").nth(n).click, partial(_reads, ours.page, n)))
            pressed.append(press(least))
        ours.close()  # else it would come back too, and be drawn at the same time
        for _ in range(VISITS):
            opened.append(_opened_again(browser, ours.server))
            nothing.append(_start(browser, EMPTY, lambda page: page.get_by_text("Empty"))["cold"])
    print("Explain, an LSTM over twelve words")
    _ratio("cold: a server just started, a browser that was never there", opened, nothing, 1.6)
    seconds, least_seconds = ([r.seconds for r in side] for side in (moments, pressed))
    _ratio("a moment chosen, until its sentence is read", seconds, least_seconds)
    _cost(moments, pressed, 0.06, 80_000)


def _say_twelve(visit: Visit) -> None:
    visit.open(OVER_TIME, _moment_open)
    visit.settle()
    visit.page.locator(".st-key-words_chip button").click()
    field = visit.page.get_by_role("textbox", name="Your own sentence")
    field.fill(TWELVE)
    field.press("Enter")
    expect(visit.page.get_by_role("tab")).to_have_count(12, timeout=PATIENCE)
    visit.page.keyboard.press("Escape")
    visit.settle()


def _opened_again(browser: Browser, server: Server) -> float:
    """Seconds from the start of the server, its database as it was, until the moment that is open is drawn."""
    server.stop()
    begun = time.perf_counter()
    server.start()
    with _visiting(browser, server) as visit:
        return visit.open(OVER_TIME, _moment_open, begun)


def _moment_open(page: Page) -> Locator:
    return page.locator("[role=tab][aria-selected=true]")


def _reads(page: Page, n: int) -> bool:
    return f"At {TWELVE.split()[n]}, " in page.locator(".said").inner_text()


# ---- marking ----


def practise(browser: Browser) -> None:
    """Answers to 36 cells in turns with presses of an app's only button."""
    marked, pressed = [], []
    with both(browser, SIX) as (ours, least):
        _answer(ours)  # once to warm up
        for _ in range(ANSWERS):
            marked.append(_answer(ours))
            pressed += [press(least) for _ in range(PRESSES)]
    print("Practise, 36 cells marked, beside the press of an app's only button")
    _ratio("from the click until it is shown", [r.seconds for r in marked], [r.seconds for r in pressed], 1.5)
    _ratio("processor of the server", [r.processor for r in marked], [r.processor for r in pressed], 1.5)
    print(f"  {'arrives':58} {_middle(marked)}, beside {_middle(pressed)}")


def _answer(visit: Visit) -> Rerun:
    """Fresh numbers, the right scores typed, then Check."""
    page = visit.page
    inputs = step(page, 1).locator("td.entry input")
    visit.open(QUESTION, lambda _: inputs.nth(35))
    visit.settle()
    sheet = page.locator(".st-key-given")
    scores = printed(matrix(sheet, "Queries") @ matrix(sheet, "Keys").T)
    for n, text in enumerate(itertools.chain.from_iterable(scores)):
        inputs.nth(n).fill(text)
    page.wait_for_timeout(1000)  # what was typed is kept half a second later
    visit.settle()
    check = step(page, 1).get_by_role("button", name="Check")
    found = visit.rerun(check.click, step(page, 1).locator(".badge").first.is_visible)
    page.get_by_role("button", name="New numbers").click()
    visit.settle()
    return found


def press(visit: Visit) -> Rerun:
    """Press the button of a bare app and wait for its count."""
    button = visit.page.get_by_role("button", name="Again")
    pressed = int(visit.page.get_by_text("Pressed").inner_text().split()[1])
    return visit.rerun(button.click, visit.page.get_by_text(f"Pressed {pressed + 1}", exact=True).is_visible)


# ---- servers and browsers ----


@contextmanager
def _served(script: str) -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder:
        server = Server(script, Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.stop()


@contextmanager
def both(browser: Browser, script: str) -> Iterator[tuple[Visit, Visit]]:
    """A visit to this script, and one to the app with a single button, which has been pressed before."""
    with ExitStack() as stack:
        servers = [stack.enter_context(_served(one)) for one in (script, BUTTON)]
        ours, least = (stack.enter_context(_visiting(browser, server)) for server in servers)
        least.open(PAGE, lambda page: page.get_by_role("button", name="Again"))
        least.settle()
        press(least)
        yield ours, least


@contextmanager
def _visiting(browser: Browser, server: Server) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    try:
        yield Visit(context, server)
    finally:
        context.close()


def _processor_name() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{len(names)} × {names[0]}" if names else "unknown"


# ---- printing ----


def _ratio(what: str, ours: Sequence[float], least: Sequence[float], most: float | None = None) -> None:
    """The middle of each side, and their ratio."""
    a, b = median(ours), median(least)
    line(what, f"{a / b:.2f} ×", f"{1000 * a:.0f} ms beside {1000 * b:.0f} ms", a / b, most)


def _cost(reruns: Sequence[Rerun], pressed: Sequence[Rerun], processor: float, bytes: int) -> None:
    """The middle of the reruns; what else the machine does adds to the processor time of both sides alike."""
    used, least = median(r.processor for r in reruns), median(r.processor for r in pressed)
    beside = f"{used / least:.1f} × the {1000 * least:.1f} ms of a button"
    line("processor of the server, median", f"{1000 * used:.1f} ms", beside, used, processor)
    sent, most = median(r.bytes for r in reruns), max(r.bytes for r in reruns)
    messages = f"in {median(r.messages for r in reruns):.0f} messages"
    line("sent, median", f"{sent / 1000:.1f} kB", messages, sent, bytes)
    line("sent, most", f"{most / 1000:.1f} kB", "", most, bytes)


def line(what: str, figure: str, beside: str, value: float, most: float | None = None) -> None:
    """Print a measurement beside what it is compared with, and whether it is within its limit."""
    verdict = "" if most is None else "ok" if value <= most else "missed"
    print(f"  {what:58} {figure:>9}  {beside:30} {verdict}".rstrip())


def _middle(reruns: Sequence[Rerun]) -> str:
    return f"{median(r.bytes for r in reruns) / 1000:.1f} kB in {median(r.messages for r in reruns):.0f} messages"


if __name__ == "__main__":
    main()
