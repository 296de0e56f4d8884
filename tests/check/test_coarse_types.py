"""Results in float16 and bfloat16 are as exact as these types are: no rounding is a mistake, no mistake a rounding."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from check import Findings, check
from check.__main__ import RIGHT, WRONG, main
from check.case import Case
from check.given import given
from engine import MECHANISMS, Program, checked, run
from engine.readings.code import function
from loading import file, printed
from tests.check.bad_files import npz
from tests.check.broken import drawn

UNMASKED = MECHANISMS["self_attention"].choose(mask="none")


def half_precision(seed: int = 4, divisor: float = 2**0.5) -> tuple[dict[str, Any], dict[str, Any]]:
    """Self-attention computed in float16 step by step in NumPy: its inputs, which float16 has, and its results."""
    program = MECHANISMS["self_attention"].build(UNMASKED)
    inputs = {id: x.astype(np.float16) for id, x in drawn(program, seed).items()}
    Q, K, V = (inputs["X"] @ inputs[name] for name in ("W_q", "W_k", "W_v"))
    S = Q @ K.T
    Z = S / np.float16(divisor)
    E = np.exp(Z)
    A = E / E.sum(1, keepdims=True)
    results = {"queries": Q, "keys": K, "values": V, "scores": S, "scaled": Z, "weights": A, "context": A @ V}
    assert all(x.dtype == np.float16 for x in results.values())
    return {id: x.astype(np.float64) for id, x in inputs.items()}, results


@pytest.mark.parametrize("seed", range(6))
def test_what_was_computed_in_float16_is_right(seed: int) -> None:
    inputs, results = half_precision(seed)
    assert check("self_attention", inputs, UNMASKED, results).verdict == "equal"
    assert check("self_attention", inputs, UNMASKED, {"context": results["context"]}).verdict == "equal"
    unrounded = {"context": results["context"].astype(np.float64)}
    assert check("self_attention", inputs, UNMASKED, unrounded).verdict != "equal"


@pytest.mark.parametrize("seed", range(6))
def test_a_mistake_in_float16_is_named(seed: int) -> None:
    inputs, _ = half_precision(seed)
    Q, K, V = (inputs["X"] @ inputs[name] for name in ("W_q", "W_k", "W_v"))
    E = np.exp(Q @ K.T)
    context = (E / E.sum(1, keepdims=True) @ V).astype(np.float16)
    found = check("self_attention", inputs, UNMASKED, {"context": context})
    assert found.verdict == "mistake"
    assert "div.not_divided" in [cause.id for told in found.explanations for cause in told.causes]


@pytest.mark.parametrize("seed", range(6))
def test_what_follows_from_a_wrong_step_in_float16_is_not_wrong_in_itself(seed: int) -> None:
    inputs, results = half_precision(seed, divisor=1.0)
    found = check("self_attention", inputs, UNMASKED, results)
    assert [step.step for step in found.steps if step.wrong_in_itself] == ["scaled"]
    assert [told.first.id for told in found.explanations] == ["div.not_divided"]


@pytest.mark.parametrize("seed", range(3))
def test_a_mistake_that_makes_large_numbers_in_float16_is_named(seed: int) -> None:
    """Scores that are 64 times what they should be, and so is the unit of their last place."""
    program = MECHANISMS["self_attention"].build(UNMASKED, {"n": 6, "d": 4, "d_k": 4096, "d_v": 2})
    inputs = drawn(program, seed)
    scores = np.asarray(run(program, inputs)["scores"]).astype(np.float16)
    found = check("self_attention", inputs, UNMASKED, {"scaled": scores})
    assert [told.first.id for told in found.explanations] == ["div.not_divided"]


def test_given_steps_in_float16_are_moved_by_its_unit() -> None:
    """What later steps may be off by, computed from given ones."""
    inputs, results = half_precision()
    program, arrays = checked(MECHANISMS["self_attention"], UNMASKED, inputs)
    moved = {}
    for dtype in (np.float16, np.float32):
        read = given({id: x.astype(dtype) for id, x in results.items()}, None, program)
        moved[dtype] = Case(MECHANISMS["self_attention"], UNMASKED, program, arrays, read).own[1]["weights"].max()
    assert moved[np.float16] == pytest.approx(2**13 * moved[np.float32], rel=0.05)


def test_digits_that_were_printed_come_on_top() -> None:
    inputs, results = half_precision()
    coarse = results["context"].astype(np.float64).round(1)
    assert check("self_attention", inputs, UNMASKED, {"context": coarse.astype(np.float16)}, 1).verdict == "equal"
    assert check("self_attention", inputs, UNMASKED, {"context": coarse.astype(np.float16)}).verdict != "equal"


def read(text: str) -> Findings:
    inputs, _ = half_precision()
    (array,) = printed(text)
    return check("self_attention", inputs, UNMASKED, {"context": array})


def test_a_print_out_says_its_type() -> None:
    context = half_precision()[1]["context"].astype(np.float64)
    rows = ", ".join("[" + ", ".join(f"{v:.6f}" for v in row) + "]" for row in context)
    assert read(f"context = tensor([{rows}], dtype=torch.float16)").verdict == "equal"
    assert read(f"context = tensor([{rows}])").verdict != "equal"


def test_a_file_says_its_type() -> None:
    inputs, results = half_precision()
    (array,) = file(npz(context=results["context"]), "results.npz")
    assert check("self_attention", inputs, UNMASKED, {"context": array}).verdict == "equal"


@pytest.mark.parametrize("digits", [[], ["--digits", "6"]])
def test_the_command_says_so_too(digits: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inputs, results = half_precision()
    path = tmp_path / "results.npz"
    path.write_bytes(npz(**inputs, context=results["context"]))
    assert main(["self_attention", str(path), "mask=none", *digits]) == RIGHT, capsys.readouterr()


def test_digits_of_the_command_count_for_files_too(tmp_path: Path) -> None:
    inputs, results = half_precision()
    path = tmp_path / "results.npz"
    path.write_bytes(npz(**inputs, context=results["context"].astype(np.float64).round(2)))
    assert main(["self_attention", str(path), "mask=none", "--digits", "2"]) == RIGHT
    assert main(["self_attention", str(path), "mask=none"]) == WRONG


@pytest.mark.exhaustive
@pytest.mark.torch
@pytest.mark.parametrize("precision", ["float16", "bfloat16"])
@pytest.mark.parametrize("mechanism", ["self_attention", "multi_head", "layer_norm", "lstm", "gru", "encoder_block"])
def test_pytorch_in_a_coarse_type_is_right(mechanism: str, precision: str) -> None:
    import torch

    dtype = getattr(torch, precision)
    program = MECHANISMS[mechanism].build()
    inputs = {id: torch.tensor(x).to(dtype) for id, x in drawn(program, 3).items()}
    results = computed(program, inputs, precision)
    assert all(x.dtype == dtype for x in results.values())
    exact = {id: x.double().numpy() for id, x in inputs.items()}
    last = list(program.steps)[-1]
    assert check(mechanism, exact, None, {last: results[last]}).verdict == "equal"
    assert check(mechanism, exact, None, results).verdict == "equal"


def computed(program: Program, inputs: dict[str, Any], precision: str) -> dict[str, Any]:
    """Every step by the exported PyTorch code, all of it in one type."""
    steps, space = list(program.steps), dict[str, Any]()
    source = function(program, "computation", "pytorch", steps, "float32").replace(
        "torch.float32", f"torch.{precision}"
    )
    exec(source, space)
    return dict(zip(steps, space["computation"](*(inputs[id] for id in program.inputs)), strict=True))


@pytest.mark.torch
def test_tensors_are_results_and_inputs_as_they_come() -> None:
    """Parameters and outputs that take part in a gradient, in float32."""
    import torch

    program = MECHANISMS["self_attention"].build(UNMASKED)
    inputs = {id: torch.nn.Parameter(torch.tensor(x, dtype=torch.float32)) for id, x in drawn(program, 4).items()}
    Q, K, V = (inputs["X"] @ inputs[name] for name in ("W_q", "W_k", "W_v"))
    right = torch.softmax(Q @ K.T / 2**0.5, -1) @ V
    assert right.requires_grad
    assert check("self_attention", inputs, UNMASKED, {"context": right}).verdict == "equal"
    found = check("self_attention", inputs, UNMASKED, {"context": torch.softmax(Q @ K.T, -1) @ V})
    assert [told.first.id for told in found.explanations] == ["div.not_divided"]
    true = run(program, {id: x.detach().double().numpy() for id, x in inputs.items()})
    np.testing.assert_allclose(true["context"], right.detach(), atol=1e-6)
