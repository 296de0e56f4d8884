"""What a backward pass starts from: numbers typed beside the inputs; the words of a loss and of a descent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine import Program, Trace, run
from engine.inputs.validate import checked_matrix
from engine.program import Input
from engine.readings.numbers import fixed
from engine.readings.training import LOSS_STEP, RATE, Loss, updated, with_loss
from presentation.translate import _, filled, together
from presentation.workspaces.resizing import Texts, refitted
from quiz.answers.parse import matrix

FIRST_RATE = "0.1"


def entered(x: Input, typed: Mapping[str, Texts], columns: bool) -> Texts:
    """What is typed for ∂L/∂output, for labels or for the rate, at the size they have; to begin with 1s, draws, 0.1."""
    shape = (int(x.shape[0]), int(x.shape[1]))
    rows = typed.get(x.id, ())
    if x.id == RATE:
        return rows or ((FIRST_RATE,),)
    if x.gradient_of:
        return tuple(tuple(_at(rows, i, j, "1") for j in range(shape[1])) for i in range(shape[0]))
    return refitted(rows, x.id, x.role, shape, columns)[0]


def _at(rows: Texts, i: int, j: int, otherwise: str) -> str:
    return rows[i][j] if i < len(rows) and j < len(rows[i]) else otherwise


def beside(program: Program, arrays: Mapping[str, Any], typed: Mapping[str, Texts], columns: bool) -> dict[str, Any]:
    """The arrays of a backward pass that the computation itself does not read; of several heads ∂L/∂ is 1."""
    return {
        id: checked_matrix(x, matrix(entered(x, typed, columns), id)) if len(x.shape) == 2 else np.ones(_sides(x))
        for id, x in program.inputs.items()
        if id not in arrays
    }


def _sides(x: Input) -> tuple[int, ...]:
    return tuple(map(int, x.shape))


def losses_around(trace: Trace, forward: Program, output: str, loss: Loss, columns: bool) -> tuple[float, float] | None:
    """L before and after the step of descent; None where there is none."""
    after = {id: trace[updated(id)] for id in forward.inputs if updated(id) in trace.program.steps}
    if not after:
        return None
    program = with_loss(forward, output, loss, columns)
    again = run(program, {id: after.get(id, trace[id]) for id in program.inputs})
    return float(trace[LOSS_STEP].item()), float(again[LOSS_STEP].item())


def descent_sentence(around: tuple[float, float], rate: str, digits: int) -> str:
    """What one step of descent has done to L."""
    before, after = (fixed(x, digits) for x in around)
    said = _("One step of gradient descent with η = {rate}: L goes from {before} to {after}.")
    rises = around[1] > around[0]
    too_far = _("It rises: the step is too long for this gradient; try a smaller rate.") if rises else ""
    return together(filled(said, rate=rate, before=before, after=after), too_far)


# ---- words ----


def loss_words() -> dict[str, str]:
    """What each loss is called; "" is ∂L/∂output typed."""
    return {
        "": _("none: ∂L/∂ of the step is typed under Numbers"),
        "squared": _("squared error, ½ Σ (y − t)²"),
        "mean_squared": _("mean squared error (PyTorch's MSELoss)"),
        "cross_entropy": _("softmax and cross-entropy (PyTorch's CrossEntropyLoss)"),
    }


def title(name: str) -> str:
    """What a step or input of a loss is called; nothing for a name that none has."""
    return {
        "target": _("Targets"),
        "rate": _("Learning rate"),
        "error": _("Error"),
        "probabilities": _("Probabilities"),
        "likelihoods": _("Probability of the label"),
        "losses": _("Loss of each row"),
        "loss": _("Loss"),
    }.get(name, "")


def why(program: Program, step: str) -> str:
    """One sentence on a step of a loss or of a descent."""
    found = program.steps[step]
    if found.path[0].branch == "update":
        return _("A step against the gradient, as long as the rate says: there L falls.")
    return {
        "error": _("How far each number is from the wanted one."),
        "probabilities": _("Every row of numbers becomes probabilities that add up to 1."),
        "likelihoods": _("Of each row, the probability that the label has."),
        "losses": _("The smaller the probability of the label, the larger the loss."),
        "loss": _("One number for how wrong everything is: this is made smaller."),
    }.get(found.name, "")
