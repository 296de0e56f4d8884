"""Pasting what frameworks print into the numbers of Explain: nothing is mixed with old numbers without a word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor

W_Q = [["0.8447", "-0.1000"], ["0.0636", "0.2000"], ["0.3000", "-0.7984"]]
PRINTED = "[[ 0.8447, -0.1000],\n        [ 0.0636,  0.2000],\n        [ 0.3000, -0.7984]]"
TEXTS = {
    "plain": f"tensor({PRINTED})",
    "parameter": f"Parameter containing:\ntensor({PRINTED}, requires_grad=True)",
    "device": f"tensor({PRINTED}, device='cuda:0', dtype=torch.float64, grad_fn=<AddmmBackward0>)",
    "a pair of a dictionary": f"('weight_ih_l0', tensor({PRINTED}))",
    "assignment": f"W_q = np.array({PRINTED})",
    "jax": f"Array({PRINTED}, dtype=float32)",
    "tensorflow": f"<tf.Tensor: shape=(3, 2), dtype=float32, numpy=\narray({PRINTED}, dtype=float32)>",
    "markdown": "| 0.8447 | -0.1000 |\n| 0.0636 | 0.2000 |\n| 0.3000 | -0.7984 |",
    "latex": r"\begin{pmatrix} 0.8447 & -0.1000 \\ 0.0636 & 0.2000 \\ 0.3000 & -0.7984 \end{pmatrix}",
    "csv": "0.8447,-0.1000\n0.0636,0.2000\n0.3000,-0.7984",
    "several by name": f"W_k = [[1, 2]]\nW_q = {PRINTED}",
    "a batch of one": f"tensor([{PRINTED}])",
}


def numbers(visitor: Visitor) -> Page:
    page = visitor.open("/", topic="self-attention", lang="en")
    page.locator(".st-key-numbers_chip button").click()
    expect(cells(page, "W_q").first).to_be_visible()
    return page


def cells(page: Page, id: str) -> Locator:
    return page.locator(f'.block[data-id="{id}"] td.entry input')


def values(page: Page, id: str) -> list[str]:
    return [box.input_value() for box in cells(page, id).all()]


def paste(into: Locator, text: str) -> None:
    into.evaluate(
        """(field, text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData('text/plain', text);
            const kind = { clipboardData, bubbles: true, composed: true, cancelable: true };
            field.dispatchEvent(new ClipboardEvent('paste', kind));
        }""",
        text,
    )


def holds(page: Page, id: str, rows: Sequence[Sequence[str]]) -> None:
    for box, text in zip(cells(page, id).all(), [text for row in rows for text in row], strict=True):
        expect(box).to_have_value(text)


def choice(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def test_what_frameworks_print_is_read_and_can_be_put_back(visitor: Visitor) -> None:
    page = numbers(visitor)
    before = values(page, "W_q")
    for text in TEXTS.values():
        paste(cells(page, "W_q").first, text)
        holds(page, "W_q", W_Q)
        expect(page.locator(".notice").last).to_be_empty()
        choice(page, "Undo the paste").click()
        holds(page, "W_q", [before])
        expect(choice(page, "Undo the paste")).to_have_count(0)


def test_another_shape_is_asked_about_before_it_is_mixed(visitor: Visitor) -> None:
    page = numbers(visitor)
    before = values(page, "W_q")
    paste(cells(page, "W_q").first, "[[9, 9], [9, 9]]")
    notice = page.locator(".notice:not(:empty)")
    expect(notice).to_have_text("Query weights is 3×2, what was pasted is 2×2: nothing has been changed yet.")
    assert values(page, "W_q") == before
    choice(page, "Leave it").click()
    expect(notice).to_have_count(0)
    assert values(page, "W_q") == before
    paste(cells(page, "W_q").first, "9\t9\n9\t9")  # a spreadsheet's cells are asked about too
    choice(page, "Put in what fits").click()
    holds(page, "W_q", [["9", "9"], ["9", "9"], before[4:]])
    cells(page, "W_q").first.press("Control+z")
    holds(page, "W_q", [before])


@pytest.mark.exhaustive
def test_of_a_batch_one_element_is_chosen(visitor: Visitor) -> None:
    page = numbers(visitor)
    paste(cells(page, "W_q").first, f"tensor([[[1., 2.], [3., 4.], [5., 6.]], {PRINTED}])")
    expect(page.locator(".notice:not(:empty)")).to_have_text(
        "Query weights is a matrix, what was pasted is 2×3×2, a batch; which element of it goes in?"
    )
    choice(page, "Element 2").click()
    holds(page, "W_q", W_Q)


@pytest.mark.exhaustive
def test_what_is_asked_below_many_matrices_comes_into_view(visitor: Visitor) -> None:
    page = visitor.open("/", topic="multi-head", lang="en")
    page.locator(".st-key-numbers_chip button").click()
    expect(cells(page, "X").first).to_be_in_viewport()
    expect(cells(page, "W_o").last).not_to_be_in_viewport()
    paste(cells(page, "X").first, "[[1, 2, 3, 4, 5], [6, 7, 8, 9, 10]]")
    expect(page.locator(".notice:not(:empty)")).to_be_in_viewport()
    expect(choice(page, "Leave it")).to_be_in_viewport()
    expect(cells(page, "X").first).to_have_value("−1")


@pytest.mark.exhaustive
def test_of_several_arrays_one_is_chosen(visitor: Visitor) -> None:
    page = numbers(visitor)
    paste(cells(page, "W_q").first, f"a = [[1, 2]]\nb = {PRINTED}")
    choice(page, "b · 3×2").click()
    holds(page, "W_q", W_Q)


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("lang", "text", "said"),
    [
        ("en", "tensor([[1., ..., 2.]])", "“...” stands in place of numbers"),
        ("en", "[[1, 2], [3]]", "Cells in row 2: 1, in the rows before it: 2"),
        ("zh", "[[1, nan], [3, 4]]", "nan"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_lost(
    visitor: Visitor, lang: Literal["zh", "en"], text: str, said: str
) -> None:
    page = visitor.open("/", topic="self-attention", lang=lang)
    page.locator(".st-key-numbers_chip button").click()
    expect(cells(page, "W_q").first).to_be_visible()
    before = values(page, "W_q")
    paste(cells(page, "W_q").first, text)
    expect(page.locator(".notice:not(:empty)")).to_contain_text(said)
    assert values(page, "W_q") == before
