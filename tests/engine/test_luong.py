"""The design's own test: a new mechanism is one short function, and every contract holds for it untouched."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from engine import MECHANISMS, Options, Program, mechanism
from engine.expression.functions import softmax, tanh
from tests.engine import test_contract
from tests.engine.cases import cases_of, name_of


def luong(p: Program, o: Options) -> None:
    s, H = p.given(s="s_t: 1 k", H="n k")
    W_a, W_c, W_s = p.weights(W_a="k k", W_c="k k", W_s="k k")
    a = p.step("weights", r"\alpha", softmax(p.step("scores", "e", s @ W_a @ H.T)))
    p.step("attended", r"\tilde s", tanh(p.step("context", "c", a @ H) @ W_c + s @ W_s))


def contracts() -> dict[str, Callable[..., None]]:
    """Every test of the contract that takes cases."""
    tests = {n: f for n, f in vars(test_contract).items() if n.startswith("test_")}
    return {name: test for name, test in tests.items() if "cases" in inspect.signature(test).parameters}


def marked() -> list[Any]:
    """Their names, with the mark of those that need PyTorch."""
    marks = {name: [m for m in getattr(f, "pytestmark", ()) if m.name == "torch"] for name, f in contracts().items()}
    return [pytest.param(name, marks=of) for name, of in marks.items()]


@pytest.fixture
def filed() -> Iterator[None]:
    mechanism(n=4, k=3)(luong)
    yield
    del MECHANISMS["luong"]


@pytest.mark.usefixtures("filed")
@pytest.mark.parametrize("contract", marked())
def test_luong_keeps_every_contract(contract: str) -> None:
    for case in cases_of(MECHANISMS["luong"]):
        assert name_of(case).startswith("luong")
        contracts()[contract]([case])


def test_luong_takes_fewer_than_ten_lines() -> None:
    assert len(inspect.getsource(luong).splitlines()) < 10


def test_there_are_contracts() -> None:
    assert len(contracts()) >= 9
