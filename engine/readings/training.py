"""Training as a program: a loss on any step, its backward pass, and one step of gradient descent.

The loss is built of the engine's operations behind the computation, so that formulas, code and arithmetic follow from
it as from any other step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, get_args

from engine.errors import EngineError
from engine.expression.functions import mean, square, total
from engine.expression.node import Node
from engine.expression.symbol import symbol
from engine.mechanisms.losses import cross_entropy, mean_loss
from engine.program import Group, Input, Program, Role, Step
from engine.readings.gradient import DIFFERENTIABLE, axis_name, gradient

Loss = Literal["squared", "mean_squared", "cross_entropy"]
LOSSES: tuple[Loss, ...] = get_args(Loss)
LABELLED: tuple[Loss, ...] = ("cross_entropy",)  # losses whose targets are labels
Build = Callable[[Program, Node, Node], None]  # adds the steps of a loss of outputs and targets
LOSS_GROUP = Group("loss", branch="loss")
UPDATE_GROUP = Group("updated", branch="update")
TARGET, RATE = f"{LOSS_GROUP}/target", f"{UPDATE_GROUP}/rate"
LOSS_STEP = f"{LOSS_GROUP}/loss"


def trained(
    program: Program, output: str, loss: Loss | None = None, descent: bool = False, columns: bool = False
) -> Program:
    """The program with a loss on `output`, its backward pass, and with `descent` every weight one step further.

    Without a loss, ∂L/∂output is an input. A loss reads the input TARGET, shaped as the output: the wanted numbers, or
    labels, one 1 a row (a column where tokens are `columns`). A step of descent reads the input RATE, 1×1.

    Raises KeyError for an unknown step, EngineError where the output depends on nothing that could be changed, or is
    no single matrix a loss could be put on.
    """
    wanted = [id for id, x in program.inputs.items() if x.role in DIFFERENTIABLE]
    if loss is None:
        return _descended(gradient(program, output, wanted), program, descent)
    return _descended(gradient(with_loss(program, output, loss, columns), LOSS_STEP, wanted), program, descent)


def trained_on(program: Program, output: str, build: Build, labels: bool, columns: bool = False) -> Program:
    """The program with a loss of one's own on `output` and its backward pass; `build` adds the steps, the last "loss".

    Raises what `trained` raises.
    """
    wanted = [id for id, x in program.inputs.items() if x.role in DIFFERENTIABLE]
    return gradient(_with_loss(program, output, build, labels, columns), LOSS_STEP, wanted)


def with_loss(program: Program, output: str, loss: Loss, columns: bool = False) -> Program:
    """The program with the steps of a loss behind it, the last of them LOSS_STEP, 1×1.

    "squared" is ½ Σ (y − t)², "mean_squared" the mean of (y − t)² as in PyTorch's MSELoss, "cross_entropy" the mean
    over rows of −ln softmax(z) at the label, as in CrossEntropyLoss.
    """
    return _with_loss(program, output, LOSS[loss], loss in LABELLED, columns)


def _with_loss(program: Program, output: str, build: Build, labels: bool, columns: bool) -> Program:
    step = program.steps[output]
    if len(step.shape) != 2:
        raise EngineError("{output} is no single matrix: choose a step with rows and columns alone.", output=output)
    there = program.copy()
    there.path = (LOSS_GROUP,)
    role: Role = "one_hot" if labels else "data"
    axes = tuple(axis_name(n) for n in step.shape)
    T = there.add(Input("target", there.path, symbol("T"), step.shape, role, axes, picks_along=-2 if columns else -1))
    Y = there.ref(step.id)
    build(there, *((Y.T, T.T) if columns else (Y, T)))
    there.path = ()
    return there


def _squared(p: Program, Y: Node, T: Node) -> None:
    E = p.step("error", "E", Y - T)
    p.step("loss", "L", total(total(square(E)), -2) / 2)


def _mean_squared(p: Program, Y: Node, T: Node) -> None:
    E = p.step("error", "E", Y - T)
    p.step("loss", "L", mean(mean(square(E)), -2))


def _cross_entropy(p: Program, Z: Node, T: Node) -> None:
    mean_loss(p, cross_entropy(p, Z, T, "one_step"))


LOSS: dict[Loss, Build] = {
    "squared": _squared,
    "mean_squared": _mean_squared,
    "cross_entropy": _cross_entropy,
}


def _descended(backward: Program, forward: Program, descent: bool) -> Program:
    """The backward pass with W − η ∂L/∂W for every weight that has a gradient."""
    if not descent:
        return backward
    there = backward.copy()
    arrived = {step.gradient_of: step.id for step in backward.steps.values() if step.path[:1] and step.gradient_of}
    weights = [x for x in forward.inputs.values() if x.trained and x.id in arrived]
    if not weights:
        return backward
    there.path = (UPDATE_GROUP,)
    rate = there.input("rate", "η: 1 1")
    for x in weights:
        sign = replace(x.symbol, primes=x.symbol.primes + 1)
        moved = there.ref(x.id) - rate * there.ref(arrived[x.id])
        there.add(Step(x.name, (UPDATE_GROUP, *x.path), sign, moved, previous=x.id))
    there.path = ()
    return there


def updated(id: str) -> str:
    """The id of a weight after the step of descent."""
    return f"{UPDATE_GROUP}/{id}"
