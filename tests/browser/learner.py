"""A learner at the keyboard: reads what is given, fills in steps, selects cells."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
from playwright.sync_api import FilePayload, Locator, Page, expect

Array = np.ndarray[Any, Any]


def step(page: Page, n: int) -> Locator:
    """The n-th numbered step."""
    return page.locator(f"[class*=st-key-step_{n}_]")


def onward(page: Page, to: int) -> Locator:
    """The step that is come to by going on from the first, one by one."""
    for n in range(1, to + 1):
        expect(step(page, n)).to_have_class(re.compile("_now"))
        if n < to:
            page.get_by_role("button", name=re.compile("^(Next step|下一步)")).last.click()
    return step(page, to)


def matrix(where: Locator, label: str) -> Array:
    """The numbers of a matrix as they are printed."""
    table = where.locator(f"table[aria-label='{label}']").first
    expect(table).to_be_visible()
    rows = [row.locator("td .number").all_inner_texts() for row in table.locator("tbody tr").all()]
    return np.array([[number(text) for text in row] for row in rows])


def number(text: str) -> float:
    """A printed number."""
    return float(text.replace("−", "-").replace("∞", "inf"))


def again_until(act: Callable[[], None], seen: Locator, text: str = "", tries: int = 5) -> None:
    """Act until something is seen: on a busy machine a figure may be drawn anew under the pointer."""
    for _ in range(tries - 1):
        act()
        try:
            expect(seen).to_contain_text(text, timeout=4000)
            return
        except AssertionError:
            continue
    act()
    expect(seen).to_contain_text(text)


def choose_file(where: Page | Locator, file: FilePayload) -> None:
    """Choose a file, and wait until the server has it and the page says so."""
    uploader = where.get_by_test_id("stFileUploader")
    with uploader.page.expect_response(lambda got: "/upload_file/" in got.url and got.request.method == "PUT"):
        uploader.locator("input").set_input_files([file])
    removes_it = re.compile(re.escape(file["name"]))  # the text itself may cut a long name
    expect(uploader.get_by_role("button", name=removes_it)).to_be_visible()
    expect(uploader.get_by_test_id("stFileChipIconSpinner")).to_have_count(0)


def cell(where: Locator, label: str, i: int, j: int) -> Locator:
    """A cell of a matrix, counted from 0."""
    return where.get_by_role("grid", name=label, exact=True).first.locator(f"td[data-i='{i}'][data-j='{j}']")


def printed(array: Array, decimals: int = 2) -> list[list[str]]:
    """Numbers as a learner writes them, halves away from zero."""
    shifted = np.floor(np.abs(array) * 10**decimals + 0.5) / 10**decimals * np.sign(array)
    return [[f"{x + 0.0:.{decimals}f}" for x in row] for row in shifted]


def fill_in(page: Page, n: int, rows: list[list[str]], check: str = "Check") -> None:
    """Type a whole step and check it with the button of this name."""
    inputs = step(page, n).locator("td.entry input")
    expect(inputs).to_have_count(sum(map(len, rows)))
    for k, text in enumerate(text for row in rows for text in row):
        inputs.nth(k).fill(text)
    step(page, n).get_by_role("button", name=check).click()


def shares(scores: Array) -> Array:
    """Softmax of every row."""
    powers = np.exp(scores)
    return np.asarray(powers / powers.sum(-1, keepdims=True))
