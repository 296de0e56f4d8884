"""All wrong versions of a step, and programs in which some steps are done wrong."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from functools import lru_cache, partial

from engine.expression.node import Node, names, substituted
from engine.program import Program
from engine.readings.misconceptions import neighbours as kin
from engine.readings.misconceptions.operations import single
from engine.readings.misconceptions.references import exchanged, later, stale, weights_of_other_unit
from engine.readings.misconceptions.rules import rewritten, throughout
from engine.readings.misconceptions.wrong_versions import Wrong, fitting


def wrong_versions(program: Program, step: str, blank: tuple[str, ...] = ()) -> tuple[Wrong, ...]:
    """All wrong versions of a step that fit its shapes and differ from the right formula.

    `blank` are steps left without an answer; they are substituted first (latest first), so that a mistake inside them
    is found too. Of equal formulas (i and f exchanged, C and C̃ exchanged) the first is kept. Raises KeyError for an
    unknown step.
    """
    return _wrong_versions(program, step, blank)


@lru_cache(maxsize=4096)
def _wrong_versions(program: Program, step: str, blank: tuple[str, ...]) -> tuple[Wrong, ...]:
    found = program.steps[step]
    listed = [Wrong(id, expr) for id, expr in found.wrong]
    for name in blank:
        inside = program.steps[name]
        listed = [Wrong(id, substituted(expr, {name: inside.expr})) for id, expr in listed]
        if name in names(found.expr):
            made_there = (fitting(id, partial(substituted, found.expr, {name: bad})) for id, bad in inside.wrong)
            listed += [wrong for made in made_there for wrong in made]
        found = replace(found, expr=substituted(found.expr, {name: inside.expr}))
    made = (
        rewritten(found.expr, program),
        exchanged(found, program),
        stale(found, program),
        later(found, program),
        weights_of_other_unit(found, program),
        throughout(found.expr, program),
        kin.instead(found, program, blank),
        kin.skipped(found, program, blank),
        kin.initial(found, program),
        kin.bias_of_other_unit(found, program),
        kin.exchanged_parameters(found, program),
        kin.biases_left_out(found, program),
    )
    meaning = _Meanings()
    different = {meaning(found.expr): Wrong("", found.expr)}
    for wrong in (*listed, *(wrong for source in made for wrong in source)):
        if len(wrong.expr.shape) == len(found.shape):
            different.setdefault(meaning(wrong.expr), wrong)
    return tuple(different.values())[1:]


def _operands(node: Node) -> list[Node]:
    """What a chain of sums, or of products, adds up: (a + b) + c is a, b and c."""
    return [leaf for arg in node.args for leaf in (_operands(arg) if arg.op == node.op else [arg])]


class _Meanings:
    """Numbers of expressions: the same for two that differ only in the order of summands and factors.

    A single number equals its transpose, and a dot product of two rows is the same in either order. The wrong versions
    of a step share most of their parts, so each part is looked at once.
    """

    def __init__(self) -> None:
        self.of_node: dict[Node, int] = {}
        self.of_form: dict[Hashable, int] = {}

    def __call__(self, node: Node) -> int:
        if node not in self.of_node:
            alone = node.op == "transpose" and single(node)
            self.of_node[node] = self(node.args[0]) if alone else self._numbered(node)
        return self.of_node[node]

    def _numbered(self, node: Node) -> int:
        args = [self(arg) for arg in (_operands(node) if node.op in ("add", "mul") else node.args)]
        form: Hashable = (node.op, tuple(sorted(args) if node.op in ("add", "mul") else args), node.params)
        if node.op == "matmul" and single(node):
            form = ("dot", tuple(sorted((args[0], self(node.args[1].T)))))
        return self.of_form.setdefault(form, len(self.of_form))


def with_mistake(program: Program, wrong: Mapping[str, Node]) -> Program:
    """The program with some steps replaced by wrong versions (step id → expression); later shapes are inferred again.

    Raises ShapeError where a later step does not fit any more.
    """
    result = program.empty(program.inputs)
    for step in program.steps.values():
        expr = wrong.get(step.id, step.expr)
        result.add(replace(step, expr=substituted(expr, {name: result.ref(name) for name in names(expr)})))
    return result
