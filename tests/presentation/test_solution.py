"""The worked solution as Markdown and as LaTeX, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from latex2mathml.converter import convert

from content import headings, topic
from engine.readings.numbers import fixed
from presentation.solution.document import Displayed, Heading, solution
from presentation.solution.latex import escaped, latex
from presentation.solution.markdown import markdown
from presentation.translate import speaking
from presentation.workspaces.workspace import opened
from ui.pages.explain_export import workbook

HAN = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_step_stands_in_it_with_its_formula_and_its_numbers(language: str) -> None:
    with speaking(language):
        space = opened(topic("self-attention"), language=language)
        blocks = solution(space, 4)
        text = markdown(blocks)
        document = latex(blocks, language)
    told = [block for block in blocks if isinstance(block, Heading) and block.level == 2]
    assert len(told) == 1 + len(space.trace.program.steps)
    for written in (text, document):
        assert r"S = Q\, K^{\top}" in written
        assert fixed(float(space.trace["scores"][1, 1]), 4).replace("−", "-") in written
        assert bool(HAN.search(written)) == (language == "zh")
    assert text.startswith("# ")
    assert "ctexart" in document if language == "zh" else "article" in document
    assert document.count("{") == document.count("}")


@pytest.mark.parametrize("id", [heading.id for heading in headings()])
def test_the_formulas_of_every_topic_can_be_read(id: str) -> None:
    for language in ("en", "zh"):
        with speaking(language):
            blocks = solution(opened(topic(id), language=language), 2)
        shown = [block.formula for block in blocks if isinstance(block, Displayed)]
        assert shown
        assert all(convert(formula).startswith("<math") for formula in shown[:6])
        written = latex(blocks, language)
        assert written.count(r"\[") == written.count(r"\]")
        assert written.count(r"\begin{bmatrix}") == written.count(r"\end{bmatrix}")


def test_matrices_too_large_for_a_page_are_left_out() -> None:
    large = opened(topic("self-attention")).with_sizes(n=40)
    text = markdown(solution(large, 4))
    assert r"X = (40 \times 3)" in text
    assert r"S = Q\, K^{\top}" in text
    assert len(text) < 20_000


def test_signs_that_latex_reads_are_written_out() -> None:
    assert escaped("50 % of a_b & {c}") == r"50 \% of a\_b \& \{c\}"


@pytest.mark.parametrize(("language", "line"), [("en", "A = softmax_rows(S′)"), ("zh", "A = softmax_按行(S′)")])
def test_the_spreadsheet_is_in_the_learners_language(language: str, line: str) -> None:
    with speaking(language):
        space = opened(topic("self-attention"), language=language)
        page = openpyxl.load_workbook(BytesIO(workbook(replace(space), blank=False)))["Stepwise"]
    texts = [cell.value for row in page.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert line in texts
    words = [text for text in texts if not text.startswith("=")]
    assert any(HAN.search(text) for text in words) == (language == "zh")
    assert any("softmax" in text.lower() and text != line for text in words)  # a convention at the top
