"""The design's own test: a new mechanism is one short function, and every contract holds for it untouched."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator

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
    """Every test of the contract that takes a case."""
    tests = {n: f for n, f in vars(test_contract).items() if n.startswith("test_")}
    return {name: test for name, test in tests.items() if "case" in inspect.signature(test).parameters}


@pytest.fixture
def filed() -> Iterator[None]:
    mechanism(n=4, k=3)(luong)
    yield
    del MECHANISMS["luong"]


@pytest.mark.usefixtures("filed")
@pytest.mark.parametrize("contract", contracts())
def test_luong_keeps_every_contract(contract: str) -> None:
    for case in cases_of(MECHANISMS["luong"]):
        assert name_of(case).startswith("luong")
        contracts()[contract](case)


def test_luong_takes_fewer_than_ten_lines() -> None:
    assert len(inspect.getsource(luong).splitlines()) < 10


def test_there_are_contracts() -> None:
    assert len(contracts()) >= 9
