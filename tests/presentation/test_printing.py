"""Printed papers: what the solutions say, read back out of the page and marked, earns full marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from string import ascii_uppercase
from typing import Any

import pytest

from content import Question, questions
from presentation.exams.paper_pages import SHEETS, PaperToPrint, printed
from presentation.printing.markup import authored, inline
from presentation.translate import speaking
from quiz.kinds import pose
from quiz.kinds.choice import PosedChoice
from quiz.kinds.convention import PosedConvention
from quiz.kinds.find import PosedFind
from quiz.kinds.order import PosedOrder
from quiz.kinds.result import PosedResult
from quiz.kinds.spoken import PosedSpoken
from quiz.kinds.steps import PosedSteps
from quiz.paper import PAPER_KINDS
from quiz.posed import Posed

ASKED = [q for q in questions() if q.kind in PAPER_KINDS]
Answers = dict[str, list[list[str]]]


class Solutions(HTMLParser):
    """The answers of a page of solutions by question: tables by step, bold answers by part."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[int, Answers] = {}
        self.answers: Answers = {}
        self.table: list[list[str]] | None = None
        self.part = ""
        self.cell = False
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        given = dict(attributes)
        if "data-question" in given:
            self.answers = self.found.setdefault(int(given["data-question"]), {})
        if tag == "table" and "data-step" in given:
            self.table = self.answers.setdefault(given["data-step"], [])
        if tag == "tr" and self.table is not None:
            self.table.append([])
        self.cell = tag == "td"
        if tag == "b" and "data-part" in given:
            self.part = given["data-part"]
            self.answers[self.part] = [str(given["data-answer"]).split(" ")] if "data-answer" in given else []

    def handle_endtag(self, tag: str) -> None:
        self.cell = False
        self.part = "" if tag == "b" else self.part
        self.table = None if tag == "table" else self.table

    def handle_data(self, data: str) -> None:
        if self.table is not None and self.cell:
            self.table[-1].append(data)
        elif self.part and not self.answers[self.part]:
            self.answers[self.part] = [[data]]


def paper_of(posed: list[Posed[Any]]) -> PaperToPrint:
    return PaperToPrint(1, 45, sum(p.possible for p in posed), tuple(posed))


def chunks(size: int) -> Iterator[list[Question]]:
    for start in range(0, len(ASKED), size):
        yield ASKED[start : start + size]


@pytest.mark.exhaustive
@pytest.mark.parametrize(("language", "asked"), [(("en", "zh")[n % 2], asked) for n, asked in enumerate(chunks(24))])
def test_the_printed_solutions_earn_full_marks(language: str, asked: list[Question]) -> None:
    posed = [pose(q, 21) for q in asked]
    with speaking(language):
        page = printed(paper_of(posed), "solutions")
    found = Solutions(page).found
    for n, one in enumerate(posed, 1):
        marking = one.mark(found[n])
        assert marking.points == pytest.approx(one.possible), (one.question.id, found[n])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_spoken_question_is_printed_with_room_and_its_key_points(language: str) -> None:
    posed = pose(next(q for q in questions() if q.id == "multi-head/why-several-heads"), 1)
    assert isinstance(posed, PosedSpoken)
    alone = posed.without_follow_ups()
    with speaking(language):
        pages = {sheet: printed(paper_of([alone]), sheet) for sheet in SHEETS}
    assert alone.mark(Solutions(pages["solutions"]).found[1]).points == alone.possible
    assert pages["solutions"].count("☐") == len(alone.names)
    assert pages["answers"].count('class="write"') > 8
    assert "☐" not in pages["paper"] + pages["answers"]


def lettered(posed: Posed[Any]) -> list[str]:
    """What the letters A, B, C of a printed question stand for, as answers name it."""
    if isinstance(posed, PosedOrder):
        return list(posed.shuffled)
    if isinstance(posed, PosedFind):
        return [f"{step}:{id}" for step, id in posed.offered]
    if isinstance(posed, PosedResult):
        return list(posed.offered)
    assert isinstance(posed, PosedConvention | PosedChoice)
    return [posed.names[k] for k in posed.order]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_printed_letters_are_those_of_the_right_answers(seed: int) -> None:
    for question in {q.kind: q for q in ASKED}.values():
        posed = pose(question, seed)
        if not isinstance(posed, PosedOrder | PosedFind | PosedResult | PosedConvention | PosedChoice):
            continue
        with speaking("en"):
            page = printed(paper_of([posed]), "solutions")
        part = posed.parts[-1]
        shown = re.search(rf'<b data-part="{part}"[^>]*>([A-Z ]+)</b>', page)
        assert shown is not None
        meant = [lettered(posed)[ascii_uppercase.index(letter)] for letter in shown[1].split()]
        if isinstance(posed, PosedFind):
            number = re.search(r'<b data-part="step"[^>]*>(\d+)</b>', page)
            assert number is not None
            assert posed.sheet.asked[int(number[1]) - 1] == posed.step
        answers = {**posed.solution(), part: [meant]}
        assert posed.mark(answers).points == posed.possible


def sample() -> list[Posed[Any]]:
    return [pose(q, 4) for q in {q.kind: q for q in ASKED}.values()]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_paper_and_the_answer_sheet_give_nothing_away(language: str) -> None:
    for posed in sample():
        with speaking(language):
            paper, room = printed(paper_of([posed]), "paper"), printed(paper_of([posed]), "answers")
        for page in (paper, room):
            assert "data-answer" not in page
            assert "data-part" not in page
        if isinstance(posed, PosedSteps):
            right = {text.replace("-", "−") for rows in posed.solution().values() for row in rows for text in row}
            assert not {text for text in right if len(text) > 4 and f">{text}<" in paper + room}
            cells = sum(len(row) for rows in posed.solution().values() for row in rows)
            assert room.count("<td></td>") == cells
        if isinstance(posed, PosedOrder):
            assert room.count('class="write short"') == len(posed.shuffled)
        if isinstance(posed, PosedChoice):
            assert all(choice.reason.of(language) not in paper for choice in posed.question.choices)


def test_a_count_is_added_up_in_print() -> None:
    question = next(q for q in ASKED if q.id == "multi-head/bert-base")
    sizes = {**pose(question, 1).drawn["sizes"], "d": 768, "h": 12, "d_k": 64, "d_v": 64}  # BERT-base
    with speaking("en"):
        page = printed(paper_of([pose(question, 1, {"sizes": sizes})]), "solutions")
    assert page.count("589,824") == 4
    assert "12 · 2,362,368 = <b" in page
    assert ">28,348,416</b>" in page


def test_a_number_is_worked_out_in_print() -> None:
    question = next(q for q in ASKED if q.id == "cross-attention/one-weight")
    posed = pose(question, 5)
    with speaking("en"):
        page = printed(paper_of([posed]), "solutions")
    assert "A[1, 2] = exp(S′[1,2]) ÷ (exp(S′[1,1])" in page


@pytest.mark.parametrize("sheet", SHEETS)
def test_pages_need_nothing_from_elsewhere_and_speak_their_language(sheet: str) -> None:
    with speaking("zh"):
        page = printed(paper_of(sample()), sheet)
    assert '<html lang="zh-CN">' in page
    assert not re.search(r"(src|href|@import|url\()\s*=?", page)
    assert "<script" not in page
    assert "<math" in page
    assert "$" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)


def test_what_content_says_is_escaped() -> None:
    assert inline("<b>x</b> & y") == "&lt;b&gt;x&lt;/b&gt; &amp; y"
    assert authored("a<b") in inline("$a<b$")
    assert "<b" not in authored("a<b")
    choice = next(p for p in sample() if isinstance(p, PosedChoice))
    bad = choice.question.model_copy(update={"prompt": choice.question.prompt.model_copy(update={"en": "<script>"})})
    with speaking("en"):
        page = printed(paper_of([replace(choice, question=bad)]), "paper")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_words_in_formulas_speak_the_language_and_primes_can_be_seen() -> None:
    posed = pose(next(q for q in ASKED if q.id == "self-attention/by-hand"), 5)
    for language, word in (("en", "rows"), ("zh", "按行")):
        with speaking(language):
            page = printed(paper_of([posed]), "paper")
        assert f"<mtext>{word}</mtext>" in page
        assert "<mtext>′</mtext>" in page
    for primed in ("S'_{1}", "{S'}^{(1)}", r"\tanh'(z)", r"\frac{\partial L}{\partial S'}"):
        assert "<mtext>′</mtext>" in authored(primed)
        assert not {"<mi>′</mi>", "<mo>′</mo>"} & set(re.findall("<m.>.</m.>", authored(primed)))
    assert "<mi>tanh</mi>" in authored(r"\tanh'(z)")


def test_a_solution_that_is_printed_wrong_loses_marks() -> None:
    posed = [pose(q, 21) for q in {q.kind: q for q in ASKED}.values()]
    with speaking("en"):
        found = Solutions(printed(paper_of(posed), "solutions")).found
    for n, one in enumerate(posed, 1):
        part = one.parts[0]
        last = found[n][part][-1][-1]
        found[n][part][-1][-1] = "7" + last
        assert one.mark(found[n]).points < one.possible, one.question.kind
