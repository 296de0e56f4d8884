"""One number: counts against sums made elsewhere, thousands set apart, cells with their misconceptions."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import content
from content import NumberQuestion, Question, Text
from content.published_models import PublishedModel
from content.text import Label
from engine.readings.formulas.latex import amount
from engine.studies.published_counts import PUBLISHED
from quiz.kinds import number, pose
from quiz.kinds.number import PART, PosedNumber
from quiz.posed import single_cell
from quiz.verdicts import StepMarking
from tests.made import made


def question(name: str) -> NumberQuestion:
    found = next(q for q in made("number") if q.id.endswith(f"/made-{name}"))
    assert isinstance(found, NumberQuestion)
    return found


@cache
def posed_once(name: str) -> PosedNumber:
    """The same instance for every example of a property."""
    return number.pose(question(name), 1)


def other(name: str, **fields: Any) -> PosedNumber:
    """A question with other fields, posed; sizes may be larger than content allows."""
    return number.pose(question(name).model_copy(update=fields), 3)


def marked(posed: PosedNumber, text: str) -> StepMarking:
    return posed.mark({PART: single_cell(text)})[PART]


@pytest.mark.parametrize("asked", made("number"), ids=lambda q: q.id)
def test_the_solution_is_right_also_when_put_again(asked: Question) -> None:
    for seed in range(10):
        posed = pose(asked, seed)
        again = pose(asked, seed, json.loads(json.dumps(posed.drawn)))
        assert again.drawn == posed.drawn
        assert again.solution() == posed.solution()
        for each in (posed, again):
            assert each.mark(each.solution()).points == each.possible


@given(text=st.text(max_size=300), name=st.sampled_from(["cell", "bert", "size"]))
def test_whatever_is_typed_is_marked(text: str, name: str) -> None:
    posed = posed_once(name)
    found = marked(posed, text)
    assert 0 <= found.points <= posed.possible
    assert (found.status == "blank") == (not text.strip()) or found.cells[0][0] in ("blank", "unreadable")


SEPARATORS = (",", "，", " ", "_", "'", "’", "\u2009", "\u202f", "\u00a0")


@given(separator=st.sampled_from(SEPARATORS), wide=st.booleans(), around=st.sampled_from(["", " ", "\t"]))
def test_thousands_may_be_set_apart(separator: str, wide: bool, around: str) -> None:
    posed = posed_once("bert")
    text = f"{85_054_464:,}".replace(",", separator)
    if wide:
        text = text.translate({ord("0") + k: ord("０") + k for k in range(10)})
    assert marked(posed, around + text + around).status == "right"
    assert marked(posed, "85054464").status == "right"
    assert marked(posed, "85,054,465").status == "wrong"


def test_thousands_may_not_be_set_apart_where_a_comma_is_a_decimal_point() -> None:
    posed = number.pose(question("scaled"), 2)
    assert marked(posed, "1,234").cells == (("unreadable",),)


def test_bert_base_adds_up() -> None:
    """Every part of BERT-base counted by questions, against the sum over its configuration (109,482,240)."""
    bert = PUBLISHED["bert_base"]

    def count(topic: str, **sizes: int) -> int:
        fields = {"id": f"{topic}/made-count", "sizes": sizes, "vary": {}, "times": 1}
        return int(other("bert", **fields).right)

    blocks = number.pose(question("bert"), 1).right
    embeddings = count("embedding", v=bert.V, d=bert.d) + count("embedding", v=bert.G, d=bert.d)
    embeddings += count("learned-positions", m=bert.P, d=bert.d, n=8)
    pooler = bert.terms["pooler"]
    assert blocks == 12 * 7_087_872
    assert blocks + embeddings + count("layer-norm", d=bert.d) + pooler == bert.total == 109_482_240


def test_an_lstm_has_four_of_everything() -> None:
    for seed in range(8):
        posed = number.pose(question("parameters"), seed)
        d, k = posed.sizes["d"], posed.sizes["k"]
        assert posed.right == 4 * (k * (k + d) + k)
        assert marked(posed, str(4 * k * (k + d))).misconceptions == ("count.without_biases",)


def test_multiply_adds_of_scores_and_context() -> None:
    for seed in range(8):
        posed = number.pose(question("products"), seed)
        n, d_k, d_v = (posed.sizes[name] for name in ("n", "d_k", "d_v"))
        one_layer = n * n * d_k + n * n * d_v
        assert posed.right == 2 * one_layer
        assert marked(posed, str(one_layer)).misconceptions == ("count.once",)
        assert marked(posed, str(4 * one_layer)).misconceptions == ("count.multiplications_and_additions",)


def test_bytes_of_a_matrix_of_weights() -> None:
    for seed in range(8):
        posed = number.pose(question("bytes"), seed)
        assert posed.right == 2 * posed.sizes["n"] ** 2
        assert marked(posed, str(posed.sizes["n"] ** 2)).misconceptions == ("count.numbers",)
        assert marked(posed, str(16 * posed.sizes["n"] ** 2)).misconceptions == ("count.bits",)


def test_a_size_and_the_other_one() -> None:
    posed = number.pose(question("size"), 1)
    assert (posed.right, marked(posed, "3").misconceptions) == (5, ("count.other_axis",))


@pytest.mark.parametrize("name", ["bert", "parameters", "products", "bytes"])
def test_the_terms_of_a_count_come_to_it(name: str) -> None:
    posed = number.pose(question(name), 4)
    assert posed.terms
    assert sum(int(term.amount) for term in posed.terms) * posed.question.times == posed.right
    for term in posed.terms:
        assert evaluated(amount(term.amount, posed.sizes)) == int(term.amount)


def test_a_published_model_is_drawn_with_its_name_and_its_blocks() -> None:
    """BERT-base and BERT-large, each with its own sizes, blocks and prompt; what was drawn can be put again."""
    blocks = {"BERT-base": (768, 12, 12), "BERT-large": (1024, 16, 24)}
    models = tuple(
        PublishedModel(name=Label(en=name, zh=name), sizes={"d": d, "h": h, "d_k": 64, "d_v": 64, "f": 4 * d}, times=n)
        for name, (d, h, n) in blocks.items()
    )
    prompt = Text(en="{name}, {times} blocks: how many?", zh="这是{name}的{times}层，有多少？")
    asked = question("bert").model_copy(update={"models": models, "prompt": prompt, "sizes": {"n": 4}, "times": 1})
    seen = set()
    for seed in range(20):
        posed = number.pose(asked, seed)
        name, (d, _h, n) = next((name, sizes) for name, sizes in blocks.items() if name in posed.prompt.en)
        seen.add(name)
        assert posed.prompt == Text(en=f"{name}, {n} blocks: how many?", zh=f"这是 {name} 的{n}层，有多少？")
        assert posed.right == n * (4 * (d * d + d) + 2 * d * 4 * d + 4 * d + d + 4 * d)
        assert marked(posed, str(int(posed.right) // n)).misconceptions == ("count.once",)
        assert posed.fits
        assert posed.renewed
        assert pose(asked, seed + 1, posed.drawn).prompt == posed.prompt
    assert seen == set(blocks)
    assert not number.pose(asked, 1, {"sizes": {**posed.sizes, "d": 512}}).fits


def test_terms_of_one_name_are_gathered() -> None:
    """The same step at every t is one line of the sum."""
    posed = other("products", id="lstm-sequence/made-many", count=(), vary={}, sizes={"T": 3, "d": 5, "k": 2}, times=1)
    names = [posed.program[term.id].name for term in posed.terms]
    assert len(names) == len(set(names))
    assert {term.repeated for term in posed.terms} == {3}
    assert sum(int(term.amount) for term in posed.terms) == posed.right == 3 * 4 * (5 + 2) * 2


def test_a_cell_names_what_was_done_and_wants_its_digits() -> None:
    shown = 0
    for seed in range(20):
        posed = number.pose(question("scaled"), seed)
        assert posed.sheet is not None
        score = float(posed.sheet.truth["scores"][posed.index])
        assert marked(posed, f"{score / 2:.2f}").misconceptions == ("sqrt.no_root",)
        coarse = marked(posed, f"{posed.right:.1f}").cells[0][0]
        assert coarse in ("few_digits", "right")
        shown += coarse == "few_digits"
    assert shown


def evaluated(latex: str) -> int:
    """A formula of whole numbers as its value."""
    text = latex.replace(r"\left", "").replace(r"\right", "").replace(r"\cdot", "*").replace("^", "**")
    text = text.replace("{", "(").replace("}", ")")
    return int(eval(text, {"__builtins__": {}}))  # noqa: S307 - our own formula, in a test


def test_the_sizes_around_a_cell_may_vary() -> None:
    asked = question("cell").model_copy(update={"sizes": {"d_k": 2}, "vary": {"n": (3, 5)}, "cell": (2, 3)})
    posed = [number.pose(asked, seed) for seed in range(8)]
    assert {one_way.sizes["n"] for one_way in posed} == {3, 5}
    for one_way in posed:
        assert one_way.sheet is not None
        assert one_way.sheet.truth["weights"].shape == (one_way.sizes["n"],) * 2
        again = number.pose(asked, 0, json.loads(json.dumps(one_way.drawn)))
        assert (again.drawn, again.right, again.fits) == (one_way.drawn, one_way.right, True)


@pytest.mark.parametrize("seed", range(6))
def test_bytes_moved_by_a_fused_kernel(seed: int) -> None:
    asked = content.question("flash-attention/bytes-moved")
    assert isinstance(asked, NumberQuestion)
    posed = number.pose(asked, seed)
    moved = 2 * 128 * 64 + 2 * posed.sizes["m"] * 64 + 128
    assert posed.right == 8 * 2 * moved
    assert marked(posed, str(8 * moved)).misconceptions == ("count.numbers",)
    assert marked(posed, str(2 * moved)).misconceptions == ("count.once",)
