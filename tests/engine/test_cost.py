"""What a computation costs, as numbers and as formulas that agree with them."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from engine import MECHANISMS
from engine.expression.dim import Dim
from engine.readings.cost import Amount, amount, cost, total, traffic
from engine.readings.formulas.latex import amount as latex
from engine.readings.gradient import gradient
from engine.studies.published_counts import PUBLISHED, Stack
from tests.engine.cases import Case, each_case
from tests.engine.reader import evaluate
from tests.oracle import torch

ATTENTION = MECHANISMS["self_attention"]


def evaluated(formula: str, sizes: Mapping[str, int]) -> int:
    """A LaTeX formula of sizes as a number, by the reader with a calculator."""
    text = re.sub(r"\\frac\{(.*?)\}\{(\w+)\}", r"(\1)/\2", re.sub(r"\\left|\\right", "", formula))
    text = re.sub(r"\^\{(\d+)\}", r"^\1", text.replace(r"\,", " "))
    text = re.sub(r" ([+-]) ", r"\1", text)
    text = re.sub(r"(?<=[\w)])\s+(?=[\w(])", "*", text)
    return int(evaluate(re.sub(r"[A-Za-z]\w*", lambda name: str(sizes[name[0]]), text)))


def formulas(found: Amount) -> str:
    return latex(found).replace(r"\,", "")


def test_attention_by_formula() -> None:
    found = cost(ATTENTION.build())
    assert formulas(found.steps["queries"].multiply_adds) == "n d_k d"
    assert formulas(found.steps["scores"].multiply_adds) == "n^2 d_k"
    assert formulas(found.whole.multiply_adds) == "2 n d_k d + n d_v d + n^2 d_k + n^2 d_v"
    assert formulas(found.steps["weights"].elements) == "n^2"
    assert formulas(total(found.parameters.values())) == "2 d d_k + d d_v"
    assert int(found.whole.multiply_adds) == 6 * (3 * 2) * 3 + 6 * 6 * 2 * 2


def test_a_size_that_is_divided_by_a_number_keeps_its_divisor() -> None:
    half = Dim(8, "d") // 2
    assert formulas(amount((3, half))) == r"\frac{3 d}{2}"
    assert formulas(amount((half, 2))) == "d"
    assert int(amount((3, half))) == 12


@each_case
def test_every_formula_gives_its_number(case: Case) -> None:
    mechanism, options = case
    program = MECHANISMS[mechanism].build(options)
    found = cost(program)
    for work in (*found.steps.values(), found.whole):
        for part in (work.multiply_adds, work.elements):
            assert evaluated(latex(part), program.dims) == int(part), latex(part)
    trained = total(found.parameters.values())
    assert evaluated(latex(trained), program.dims) == int(trained) == sum(map(int, found.parameters.values()))


def test_backward_costs_about_twice_forward() -> None:
    program = ATTENTION.build(None, {"n": 64, "d": 64, "d_k": 64, "d_v": 64})
    forward, both = (int(cost(p).whole.multiply_adds) for p in (program, gradient(program, "context")))
    assert both == 3 * forward


def test_an_lstm_has_four_thirds_of_the_parameters_of_a_gru() -> None:
    lstm, gru = (int(total(cost(MECHANISMS[id].build()).parameters.values())) for id in ("lstm_step", "gru_step"))
    assert lstm * 3 == gru * 4


def test_sizes_without_a_name_are_the_coefficient() -> None:
    assert latex(amount((4, 3))) == "12"
    assert amount(()) == Amount(1, ((1, ()),))


# ---- published models ----


@pytest.mark.parametrize(
    ("name", "parameters"), [("bert_base", 109_482_240), ("bert_large", 335_141_888), ("gpt2_small", 124_439_808)]
)
def test_published_models_have_the_parameters_that_are_published(name: str, parameters: int) -> None:
    assert PUBLISHED[name].total == parameters


@pytest.mark.torch
def test_a_block_has_the_parameters_of_torch() -> None:
    for stack in PUBLISHED.values():
        block = torch.nn.TransformerEncoderLayer(stack.d, 8, stack.f, device="meta")
        assert sum(x.numel() for x in block.parameters()) * stack.L == blocks(stack)


def blocks(stack: Stack) -> int:
    inside = ("attention", "attention_norm", "feed_forward", "feed_forward_norm")
    return sum(number for term, number in stack.terms.items() if term in inside)


def test_memory_traffic_of_plain_attention_is_that_of_the_paper() -> None:
    plain = MECHANISMS["scaled_dot_product"]
    program = plain.build(plain.choose(scale="none"), {"n": 64, "m": 64, "d_k": 8, "d_v": 8})
    # FlashAttention's algorithm 0: read Q, K, write S; read S, write P; read P, V, write O
    assert total(traffic(program).values()).number == 4 * 64 * 8 + 4 * 64 * 64


def test_fused_attention_reads_its_inputs_and_writes_its_results_once() -> None:
    tiled = MECHANISMS["tiled_attention"]
    moved = traffic(tiled.build(None, {"n": 16, "m": 64, "b": 8, "d_k": 8, "d_v": 8}), fused=True)
    assert {id: int(found) for id, found in moved.items()} == {
        "Q": 16 * 8,
        "K": 64 * 8,
        "V": 64 * 8,
        "log_sum_exp": 16,
        "output": 16 * 8,
    }


def test_a_step_reads_only_the_piece_that_it_cuts_out() -> None:
    tiled = MECHANISMS["tiled_attention"]
    moved = traffic(tiled.build(None, {"n": 16, "m": 64, "b": 8, "d_k": 4, "d_v": 4}))
    assert int(moved["block=2/scores"]) == 16 * 4 + 8 * 4 + 16 * 8
