"""Exports of Explain, downloaded as a learner does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.sweeps import exhaustive


def downloaded(page: Page, label: str) -> tuple[str, str]:
    """The name and the text of the file behind a button."""
    button = page.get_by_role("button", name=label, exact=True)
    expect(button).to_be_visible()
    with page.expect_download() as arriving:
        button.click()
    file = arriving.value
    return file.suggested_filename, Path(file.path()).read_text(encoding="utf-8")


@pytest.mark.exhaustive
def test_notebook_and_worked_solution_are_files_of_their_kind(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="self-attention")
    page.get_by_role("button", name="Export").click()
    name, text = downloaded(page, "NumPy, notebook")
    assert name == "self_attention_numpy.ipynb"
    space: dict[str, object] = {}
    for made in json.loads(text)["cells"]:
        if made["cell_type"] == "code":
            exec("".join(made["source"]), space)
    assert f"{space['S'][1, 1]:.4f}" == "1.8524"  # type: ignore[index]
    name, text = downloaded(page, "Worked solution, Markdown")
    assert name == "self_attention.md"
    assert "1.8524" in text
    name, text = downloaded(page, "Worked solution, LaTeX")
    assert name == "self_attention.tex"
    assert text.rstrip().endswith(r"\end{document}")


@pytest.mark.parametrize("width", [exhaustive(1280), 375])
def test_in_chinese_they_are_chinese(visitor: Visitor, width: int) -> None:
    page = visitor.open("/explain", topic="self-attention", lang="zh", width=width)
    page.get_by_role("button", name="导出").click()
    _name, text = downloaded(page, "NumPy，笔记本")
    assert "# 自注意力" in text
    assert visitor.overflow() == 0
