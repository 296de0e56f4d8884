"""Backward pass as a program: the gradient of every named step, written as further steps.

Reverse-mode differentiation from ∂L/∂output back to every input. Each ∂L/∂(step) is an expression over forward and
backward steps, so it is run, explained, exported and examined like any other formula.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, reduce
from itertools import accumulate
from operator import add
from typing import Any

from engine.errors import EngineError
from engine.expression.dim import Sum
from engine.expression.dim import named as dimension
from engine.expression.functions import (
    above,
    concat,
    constant,
    cos,
    exp,
    greater,
    log,
    merge_heads,
    part,
    power,
    sigmoid,
    sin,
    split_heads,
    square,
    tanh,
    total,
    where,
)
from engine.expression.node import Node, apply, names, rebuilt
from engine.expression.shapes import Shape
from engine.expression.symbol import Symbol
from engine.program import BACKWARD_GROUP, Input, Path, Program, Step, marks

GradientRule = Callable[..., tuple[Node | None, ...]]
DIFFERENTIABLE = ("data", "weight", "bias", "state", "added_mask")


def flipped(g: Node) -> Node:
    """Transpose of a gradient; that of a product is written BᵀAᵀ, so that a weight's gradient reads as one product."""
    return g.args[1].T @ g.args[0].T if g.op == "matmul" else g.T


def concat_rule(g: Node, y: Node, *xs: Any) -> tuple[Node, ...]:
    """Gradient rule of concatenation: each operand receives its slice of g."""
    *parts, axis = xs
    ends = list(accumulate(x.shape[axis] for x in parts))
    return tuple(part(g, axis, end - x.shape[axis], end) for x, end in zip(parts, ends, strict=True))


def gathered_by(g: Node, x: Node, index: Node) -> Node:
    """Gradient rule of a look-up: each cell of the row receives the sum of g wherever its number stands."""
    named = (where(greater(constant(k + 0.5), index), where(greater(index, k - 0.5), g, 0), 0) for k in range(x.width))
    return concat(*(total(total(cells, -1), -2) for cells in named), axis=-1)


# A rule takes g, the upstream gradient; y, the operation's result; then its operands and parameters. It returns one
# gradient per operand, None where there is none. Conventions: relu′(0) = 0; each of several equal maxima gets all of g.
RULES: dict[str, GradientRule] = {
    "add": lambda g, y, a, b: (g, g),
    "sub": lambda g, y, a, b: (g, -g),
    "neg": lambda g, y, x: (-g,),
    "mul": lambda g, y, a, b: (g * b, g * a),
    "div": lambda g, y, a, b: (g / b, -(g * y / b)),
    "power": lambda g, y, a, b: (g * b * power(a, b - 1), g * y * log(a)),
    **dict.fromkeys(("greater", "equal"), lambda g, y, a, b: (None, None)),
    "larger": lambda g, y, a, b: (where(greater(b, a), 0, g), where(greater(a, b), 0, g)),
    "where": lambda g, y, keep, a, b: (None, where(keep, g, 0), where(keep, 0, g)),
    "square": lambda g, y, x: (g * 2 * x,),
    "exp": lambda g, y, x: (g * y,),
    "log": lambda g, y, x: (g / x,),
    "erf": lambda g, y, x: (g * exp(-square(x)) * (2 / math.sqrt(math.pi)),),
    "sqrt": lambda g, y, x: (g / (2 * y),),
    "floor": lambda g, y, x: (None,),
    "sin": lambda g, y, x: (g * cos(x),),
    "cos": lambda g, y, x: (-(g * sin(x)),),
    "tanh": lambda g, y, x: (g * (1 - square(y)),),
    "sigmoid": lambda g, y, x: (g * (y * (1 - y)),),
    "relu": lambda g, y, x: (where(greater(x, 0), g, 0),),
    "clip": lambda g, y, x: (where(greater(x, 0), where(greater(x, 1), 0, g), 0),),
    "matmul": lambda g, y, a, b: (g @ b.T, a.T @ g),
    "softmax": lambda g, y, x, axis: (y * (g - total(g * y, axis)),),
    "sum": lambda g, y, x, axis: (apply("spread", g, params=(x.shape,)),),
    "max": lambda g, y, x, axis: (where(greater(y, x), 0, g),),
    **dict.fromkeys(("rank", "place"), lambda g, y, x, axis: (None,)),
    "above": lambda g, y, x, w, axis: (None, above(-x, g, axis)),
    "transpose": lambda g, y, x: (flipped(g),),
    "split_heads": lambda g, y, x, heads, interleaved: (merge_heads(g, interleaved),),
    "merge_heads": lambda g, y, x, interleaved: (split_heads(g, x.shape[-3], interleaved),),
    "part": lambda g, y, x, axis, start, stop: (apply("pad", g, params=(axis, start, x.shape[axis])),),
    "pad": lambda g, y, x, axis, start, size: (part(g, axis, start, start + x.shape[axis]),),
    "concat": concat_rule,
    "take": lambda g, y, x, index, over: (gathered_by(g, x, index), None),
    "reshape": lambda g, y, x, old, new: (apply("reshape", g, params=(new, old)),),
    "spread": lambda g, y, x, shape: (g,),
    "number": lambda g, y, *_: (),
    "causal": lambda g, y, *_: (),
    "count": lambda g, y, *_: (),
}

# wrong derivatives that are no rewriting of the right formula, by operation and misconception id
WRONG: dict[str, dict[str, Callable[..., Node]]] = {
    "softmax": {
        "softmax.elementwise": lambda g, y, x, axis: g * (y * (1 - y)),
        "softmax.without_sum": lambda g, y, x, axis: y * g,
    },
    "tanh": {
        "tanh.derivative_at_input": lambda g, y, x: g * (1 - square(x)),
        "tanh.derivative_at_output": lambda g, y, x: g * (1 - square(tanh(y))),
        "tanh.derivative_of_sigmoid": lambda g, y, x: g * (y * (1 - y)),
    },
    "sigmoid": {
        "sigmoid.derivative_at_input": lambda g, y, x: g * (x * (1 - x)),
        "sigmoid.derivative_at_output": lambda g, y, x: g * (sigmoid(y) * (1 - sigmoid(y))),
        "sigmoid.derivative_of_tanh": lambda g, y, x: g * (1 - square(y)),
    },
    "relu": {"relu.passed_through": lambda g, y, x: g, "relu.value_for_derivative": lambda g, y, x: g * y},
}


def gradient(program: Program, output: str, wrt: Iterable[str] | None = None) -> Program:
    """The program followed by its backward pass, with a step `backward/<id>` for each ∂L/∂(step or input); cached.

    `wrt` are ids of inputs or steps; by default every input except masks and one-hot inputs. An id that does not reach
    the output gets no step. ∂L/∂output has the output's shape and is an input `backward/<output>`; an output of one
    number is L itself, with gradient 1. Raises KeyError for an unknown id and EngineError if the output depends on
    nothing in `wrt`.
    """
    chosen = wrt if wrt is not None else [id for id, x in program.inputs.items() if x.role in DIFFERENTIABLE]
    return _gradient(program, output, tuple(chosen))


@lru_cache(maxsize=256)
def _gradient(program: Program, output: str, wrt: tuple[str, ...]) -> Program:
    back = Backward(program.copy(), moving(program, {program[name].id for name in wrt}))
    start = program.steps[output]
    if start.id not in back.moving:
        raise EngineError("{output} does not depend on {names}.", output=output, names=", ".join(wrt))
    for step in reversed(program.steps.values()):
        if step.id == output or step.id in back.found:
            g = back.start(step) if step.id == output else back.named(step)
            back.through(step.expr, g, program.ref(step.id), step)
    for name in program.inputs:
        if name in back.found:
            back.named(program.inputs[name])
    return back.program


def moving(program: Program, wrt: set[str]) -> set[str]:
    """Ids that depend on `wrt`, together with `wrt`."""
    for step in program.steps.values():
        if not wrt.isdisjoint(names(step.expr)):
            wrt = wrt | {step.id}
    return wrt


class Backward:
    """Builder of a backward pass: passes gradients through each expression and collects what each name receives."""

    def __init__(self, program: Program, moving: set[str]) -> None:
        """`program` is extended in place; `moving` are the ids that gradients flow to."""
        self.program, self.moving = program, moving
        self.found: dict[str, list[tuple[Path, Node]]] = defaultdict(list)
        self.conditions: dict[str, list[Node | None]] = defaultdict(list)
        self.mistaken: dict[Node | None, list[tuple[str, Node]]] = {}

    def start(self, step: Step) -> Node:
        """∂L/∂output: an input of the program, or 1 if the output is a single number."""
        if set(step.shape) == {1}:
            return self.write(step, step.path, apply("spread", 1.0, params=(step.shape,)))
        axes = tuple(axis_name(n) for n in step.shape)
        path = (BACKWARD_GROUP, *step.path)
        sign = symbol(step, step.path)
        return self.program.add(Input(step.name, path, sign, step.shape, "data", axes, gradient_of=step.id))

    def through(self, node: Node, g: Node, y: Node, step: Step) -> None:
        """Pass g, the upstream gradient of `node`, on to its operands; y is the value of `node`, a part of `step`."""
        if node.op == "ref":
            self.found[node.params[0]].append((step.path, g))
            self.conditions[node.params[0]].append(step.defined)
            return
        received = RULES[node.op](g, y, *node.args, *node.params)
        for slip, rule in WRONG.get(node.op, {}).items():
            (right,) = received
            self.mistaken.setdefault(right, []).append((slip, rule(g, y, *node.args, *node.params)))
        for arg, share in zip(node.args, received, strict=False):
            if share is not None and not self.moving.isdisjoint(names(arg)):
                self.through(arg, summed_to(share, arg.shape), arg, step)

    def named(self, thing: Input | Step) -> Node:
        """Step for ∂L/∂thing, the sum of what all its uses pass back.

        If uses in several groups (time steps, layers) contribute, each contribution becomes a named step first.
        """
        received: dict[Path, list[Node]] = defaultdict(list)
        for path, g in self.found[thing.id]:
            received[path].append(g)
        parts = {path: gathered(gs) for path, gs in received.items()}
        shared = isinstance(thing, Input) and (thing.trained or not thing.path)  # else it stands in a moment of its own
        many = len(parts) > (1 if shared else 2)
        if many and any(g.op != "pad" for g in parts.values()):
            parts = {path: g if path == thing.path else self.write(thing, path, g) for path, g in parts.items()}
        return self.write(thing, thing.path, gathered(list(parts.values())))

    def write(self, thing: Input | Step, path: Path, g: Node) -> Node:
        """Add a step for the gradient g of `thing` under `backward/`, with its wrong versions."""
        wrong, defined = tuple(self.wrong(g)), self.defined(thing)
        place, sign = (BACKWARD_GROUP, *path), symbol(thing, path)
        return self.program.add(Step(thing.name, place, sign, g, wrong, defined, gradient_of=thing.id))

    def defined(self, thing: Input | Step) -> Node | None:
        """Condition under which the gradient has a value: that of its own step, else of the steps that pass it back."""
        own = thing.defined if isinstance(thing, Step) else None
        first, *others = [own] if own else self.conditions[thing.id] or [None]
        if first is None or any(other is not first for other in others):
            return None
        return first if stretches(first.shape, thing.shape) else None

    def wrong(self, node: Node) -> Iterator[tuple[str, Node]]:
        """Wrong versions of an expression as (misconception id, expression): one function's derivative replaced."""
        yield from self.mistaken.get(node, ())
        for k, arg in enumerate(node.args):
            for slip, bad in self.wrong(arg):
                yield slip, rebuilt(node, (*node.args[:k], bad, *node.args[k + 1 :]))


def symbol(thing: Input | Step, path: Path) -> Symbol:
    """∂L/∂thing; its share at one step of time is marked with that step."""
    return Symbol("L", by=thing.symbol, subscript=marks(path) if path != thing.path else ())


def axis_name(n: int) -> str:
    """A size as an input declares it, such as "h*d_k"."""
    factors = dimension(n).monomial
    whole = factors and all(power > 0 and not isinstance(factor, Sum) for factor, power in factors)
    return "*".join(str(factor) for factor, power in factors for _ in range(power)) if whole else str(int(n))


def gathered(gs: list[Node]) -> Node:
    """Sum of gradients; padded pieces that tile an axis are concatenated instead of padded and added."""
    if any(g.op != "pad" for g in gs) or len({g.params[0] for g in gs}) > 1:
        return reduce(add, gs)
    axis, _, size = gs[0].params
    pieces: dict[tuple[int, int], list[Node]] = defaultdict(list)
    for g in gs:
        start = g.params[1]
        pieces[start, start + g.args[0].shape[axis]].append(g.args[0])
    tiles = [(place, gathered(pieces[place])) for place in sorted(pieces)]
    ends = [0, *(stop for (_, stop), _ in tiles)]
    if len(tiles) > 1 and ends == [*(start for (start, _), _ in tiles), size]:
        return concat(*(tile for _, tile in tiles), axis=axis)
    return reduce(add, [apply("pad", tile, params=(axis, start, size)) for (start, _), tile in tiles])


def stretches(shape: Shape, to: Shape) -> bool:
    """True if `shape` broadcasts to `to`."""
    pairs = zip(reversed(shape), reversed(to), strict=False)
    return len(shape) <= len(to) and all(n in (1, wanted) for n, wanted in pairs)


def summed_to(g: Node, shape: Shape) -> Node:
    """Gradient through broadcasting: g summed over the axes that were repeated, so that it has `shape`."""
    for axis in range(-len(g.shape), 0):
        if g.shape[axis] != 1 and (-axis > len(shape) or shape[axis] == 1):
            g = total(g, axis)
    if len(g.shape) > len(shape):
        g = apply("reshape", g, params=(g.shape, shape))
    return g
