"""Several explanations that nothing tells apart: all are told, the one that is made most often first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from check import Findings, check
from check.candidates import COMMON, candidates
from engine import MECHANISMS, run
from engine.arrays import Array
from engine.readings.misconceptions import RARE
from presentation.check.check_words import report
from presentation.translate import LANGUAGES, speaking
from tests.check.broken import drawn

Arrays = Mapping[str, Array]
SAME = "Or, the same numbers at every step"


def computed(mechanism: str, seed: int, positive: bool = False) -> tuple[Arrays, Arrays]:
    """Drawn inputs, all above 0 if asked, and every step."""
    program = MECHANISMS[mechanism].build()
    inputs = {id: np.abs(x) if positive else x for id, x in drawn(program, seed).items()}
    trace = run(program, inputs)
    return inputs, {id: np.asarray(trace[id]) for id in program.steps}


def found(mechanism: str, inputs: Arrays, results: Arrays) -> Findings:
    return check(mechanism, inputs, None, {id: np.asarray(x).round(4) for id, x in results.items()}, 4)


def ids(seen: Findings) -> list[list[str]]:
    """The ids of each explanation's last cause, with those that give the same numbers behind it."""
    return [[one.causes[-1].id, *(causes[-1].id for causes in one.also)] for one in seen.explanations]


def lines(seen: Findings) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for language in LANGUAGES:
        with speaking(language):
            said[language] = report(seen)
    return said


def before(said: list[str], first: str, second: str) -> bool:
    """Whether one line says the first, and a later line the second as just as good."""
    places = [next(k for k, line in enumerate(said) if words in line) for words in (first, second)]
    return places[0] < places[1]


@pytest.mark.parametrize("given", [("hidden",), ("cell", "hidden"), None])
def test_a_tanh_left_out_of_positive_cells_is_told_before_a_relu(given: tuple[str, ...] | None) -> None:
    inputs, right = computed("lstm_step", 1, positive=True)
    results = {**right, "hidden": right["output_gate"] * right["cell"]}
    seen = found("lstm_step", inputs, {id: results[id] for id in given or results})
    assert ids(seen) == [["tanh.left_out", "tanh.relu"]]
    said = lines(seen)
    assert before(said["en"], "tanh of the cell state left out", f"{SAME}: Hidden state: ReLU")
    assert before(said["zh"], "漏了细胞状态外面的 tanh", "或者（每一步的数都相同）：隐状态：该用 tanh 却用了 ReLU")


def test_beside_another_mistake_the_relu_is_not_told_alone_either() -> None:
    inputs, right = computed("lstm_step", 1, positive=True)
    cell = inputs["c_prev"] * right["input_gate"] + right["forget_gate"] * right["candidate"]
    seen = found("lstm_step", inputs, {"cell": cell, "hidden": right["output_gate"] * cell})
    assert seen.verdict == "mistakes"
    assert ids(seen)[0] == ["tanh.left_out", "tanh.relu"]
    assert seen.explanations[0].first.id == "exchanged.forget_gate.input_gate"
    assert before(lines(seen)["en"], "tanh of the cell state left out", f"{SAME}: Hidden state: ReLU")


@pytest.mark.parametrize("given", ["scores", "weights", "context"])
def test_a_rotation_the_other_way_is_told_before_a_subtraction(given: str) -> None:
    inputs, right = computed("rope", 3)
    queries, keys = (
        inputs[x] * right["cosines"] - right[f"turned_{name}"] * right["sines"]
        for x, name in (("Q", "queries"), ("K", "keys"))
    )
    scores = queries @ keys.T
    weights = np.exp(scores / np.sqrt(inputs["Q"].shape[1]))
    weights = weights / weights.sum(axis=1, keepdims=True)
    results: dict[str, Any] = {"scores": scores, "weights": weights, "context": weights @ inputs["V"]}
    seen = found("rope", inputs, {given: results[given]})
    assert ids(seen) == [["rotation.backwards", "add.subtracted"]]
    said = lines(seen)
    assert before(
        said["en"],
        "Rotated by the negative angle",
        f"{SAME}: Queries, rotated and 1 more: Subtracted",
    )
    assert before(said["zh"], "旋转方向反了", "或者（每一步的数都相同）：旋转后的查询，另有 1 处：该加却减了")


def test_the_root_of_the_whole_width_is_told_before_that_of_all_heads() -> None:
    inputs, right = computed("multi_head", 3)
    width = inputs["X"].shape[1]
    seen = found("multi_head", inputs, {"scaled": right["scores"] / np.sqrt(width)})
    (told,) = ids(seen)
    assert told == ["scale.d_model", "sqrt.no_root", "size.h*d_k", "size.h*d_v"]
    said = lines(seen)
    assert before(said["en"], "Divided by √d of the model", f"{SAME}: Scaled scores: The root of")
    assert before(said["zh"], "除以了整个模型的 √d", "用了另一个尺寸的平方根 √(h*d_v)")
    assert "np.sqrt(d)" in seen.explanations[0].lines[0].numpy_wrong


def test_what_the_examiner_looks_for_last_comes_after_what_it_looks_for_first() -> None:
    for mechanism in ("lstm_step", "rope", "multi_head", "layer_norm"):
        known = candidates(MECHANISMS[mechanism].build())
        assert [c.order for c in known] == sorted(c.order for c in known)
        common = [c.rarity[0] == COMMON for c in known if c.rank == 0]
        assert common == sorted(common, reverse=True)
        assert not any(c.rarity[0] == COMMON for c in known if c.cause.id in RARE and c.rank == 0)
