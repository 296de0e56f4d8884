"""A loss taken otherwise is named from a gradient alone; the right one is equal."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from check import check
from check.losses import BEGUN, OF_LABELS, OF_NUMBERS
from engine import MECHANISMS, run
from engine.arrays import Array
from engine.readings.training import Loss
from presentation.check.check_words import report
from presentation.translate import speaking
from tests.check.broken import drawn

SIZES = {"n": 4, "d": 3, "d_k": 2, "d_v": 3}
torch_only = pytest.mark.torch


def attention() -> dict[str, Any]:
    return drawn(MECHANISMS["self_attention"].build(None, SIZES), 5)


def target(loss: Loss) -> Array:
    if loss == "cross_entropy":
        return np.eye(3)[[0, 2, 1, 2]]
    return np.random.default_rng(3).normal(size=(4, 3)).round(2)


def gradient_in_torch(inputs: dict[str, Any], loss: Any) -> Array:
    """∂L/∂W^V by autograd, where `loss` takes the context vectors."""
    from tests.oracle import torch

    t = {id: torch.tensor(np.asarray(x)) for id, x in inputs.items()}
    W_v = t["W_v"].clone().requires_grad_()
    A = torch.softmax((t["X"] @ t["W_q"]) @ (t["X"] @ t["W_k"]).T / 2**0.5, -1)
    loss(A @ (t["X"] @ W_v)).backward()
    return np.asarray(W_v.grad)


def told(inputs: dict[str, Any], loss: Loss | None, grad: Array) -> Any:
    results = {"W_v.grad": grad.round(5)}
    return check("self_attention", inputs, {"mask": "none"}, results, 5, gradient_of="context", loss=loss)


@pytest.mark.exhaustive
@torch_only
@pytest.mark.parametrize(
    ("asked", "taken", "name"),
    [
        ("mean_squared", lambda F, y, t: F.mse_loss(y, t, reduction="sum"), "loss.sum"),
        ("mean_squared", lambda F, y, t: ((y - t) ** 2).sum(1).mean(), "loss.mean_of_rows"),
        ("mean_squared", lambda F, y, t: ((y - t) ** 2).mean(1).sum(), "loss.mean_of_columns"),
        ("mean_squared", lambda F, y, t: F.mse_loss(y, t) ** 0.5, "loss.root"),
        ("mean_squared", lambda F, y, t: F.l1_loss(y, t), "loss.absolute"),
        ("mean_squared", lambda F, y, t: F.mse_loss(y[-1], t[-1]), "loss.last_row"),
        ("squared", lambda F, y, t: F.mse_loss(y, t), "loss.mean"),
        ("squared", lambda F, y, t: F.mse_loss(y, t, reduction="sum"), "loss.sum"),
        ("cross_entropy", lambda F, y, t: F.cross_entropy(y, t, reduction="sum"), "loss.sum"),
        ("cross_entropy", lambda F, y, t: F.cross_entropy(y.softmax(1), t), "loss.softmax_twice"),
        ("cross_entropy", lambda F, y, t: -(t * y.log_softmax(1)).mean(), "loss.mean_of_cells"),
        ("cross_entropy", lambda F, y, t: -(t * y.log_softmax(0)).sum(1).mean(), "loss.over_rows"),
        ("cross_entropy", lambda F, y, t: F.nll_loss(y.softmax(1), t.argmax(1)), "loss.likelihood"),
        ("cross_entropy", lambda F, y, t: F.mse_loss(y.softmax(1), t), "loss.squared"),
        ("cross_entropy", lambda F, y, t: F.cross_entropy(y[-1:], t[-1:]), "loss.last_row"),
    ],
)
def test_another_loss_is_named_from_the_gradient_of_one_weight(asked: Loss, taken: Any, name: str) -> None:
    from tests.oracle import torch

    F = torch.nn.functional
    inputs, wanted = attention(), target(asked)
    grad = gradient_in_torch(inputs, lambda y: taken(F, y, torch.tensor(wanted)))
    found = told({**inputs, "loss/target": wanted}, asked, grad)
    assert found.verdict == "mistake", report(found)
    assert found.explanations[0].first.id == name
    assert len(found.explanations) <= 3  # the same gradient may come of one factor forgotten on the way back


@torch_only
@pytest.mark.parametrize(
    ("taken", "name"),
    [
        (lambda y: y.mean(), "upstream.mean"),
        (lambda y: y.sum(1).mean(), "upstream.mean_of_rows"),
        (lambda y: y.mean(1).sum(), "upstream.mean_of_columns"),
        (lambda y: y[-1].sum(), "upstream.last_row"),
        (lambda y: -y.sum(), "upstream.negated"),
    ],
)
def test_a_gradient_that_begins_otherwise_is_named(taken: Any, name: str) -> None:
    inputs = attention()
    found = told(inputs, None, gradient_in_torch(inputs, taken))
    assert found.verdict == "mistake", report(found)
    assert found.explanations[0].first.id == name


@torch_only
@pytest.mark.parametrize("loss", ["mean_squared", "cross_entropy"])
def test_the_loss_that_was_chosen_is_equal(loss: Loss) -> None:
    from tests.oracle import torch

    F = torch.nn.functional
    inputs, wanted = attention(), torch.tensor(target(loss))
    taken = F.mse_loss if loss == "mean_squared" else F.cross_entropy
    found = told({**inputs, "loss/target": wanted.numpy()}, loss, gradient_in_torch(inputs, lambda y: taken(y, wanted)))
    assert found.verdict == "equal"


def test_a_scaled_gradient_of_another_factor_gets_no_name() -> None:
    inputs = attention()
    program = MECHANISMS["self_attention"].build(None, SIZES)
    A = np.asarray(run(program, inputs)["weights"])
    grad = 0.37 * np.asarray(inputs["X"]).T @ A.T @ np.ones((4, 3))
    assert told(inputs, None, grad).verdict == "unknown"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_loss_has_words_of_its_own(language: str) -> None:
    from presentation.check.check_mistakes import own_words

    ids = [f"loss.{how}" for how in {**OF_NUMBERS, **OF_LABELS}] + [f"upstream.{how}" for how in BEGUN]
    with speaking(language):
        said = [own_words(id, str) for id in ids]
    assert all(words and all(words) for words in said)
    assert len({words[0] for words in said if words}) == len(set(ids))
    if language == "zh":
        assert [words for words in said if words and words[1].isascii()] == []
