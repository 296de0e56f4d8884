"""The table of rewritings, operation by operation; of two that give the same, the first one names it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from engine.expression.functions import cos, sin, where
from engine.expression.node import Node, rebuilt
from engine.ids import MisconceptionId
from engine.program import Program
from engine.readings.misconceptions import confusions as confused
from engine.readings.misconceptions.operations import (
    first,
    from_below,
    instead,
    itself_too,
    mask_after,
    neighbour,
    no_exponential,
    other_axis,
    other_head_layout,
    overwritten,
    reshaped,
    reversed_operands,
    second,
    without,
)
from engine.readings.misconceptions.wrong_versions import Rewrite, Wrong, fitting

RULES: dict[str, dict[str, Rewrite]] = {
    "add": {
        "without_left": without(0),
        "without_right": without(1),
        "multiplied": instead("mul"),
        "before_product": confused.added_first,
    },
    "sub": {
        "turned": reversed_operands,
        "added": instead("add"),
        "without_left": confused.only_taken_away,
        "without_right": confused.nothing_taken_away,
    },
    "mul": {
        "without_left": second,
        "without_right": first,
        "added": instead("add"),
        "function_last": confused.function_last,
    },
    "div": {"not_divided": first, "multiplied": instead("mul"), "over_all": confused.mean_of_all},
    "neg": {"sign": first},
    "square": {"not_squared": first, "doubled": confused.doubled, "absolute": confused.absolute},
    "sqrt": {"no_root": first},
    "exp": {"no_exp": first, "base_2": confused.to_base(2), "base_10": confused.to_base(10)},
    "log": {"no_log": first, "base_2": confused.log_to_base(2), "base_10": confused.log_to_base(10)},
    "erf": {"left_out": first, "tanh": instead("tanh")},
    "floor": {"left_out": first},
    "sin": {"cos": instead("cos")},
    "cos": {"sin": instead("sin")},
    "tanh": {
        "left_out": first,
        "sigmoid": instead("sigmoid"),
        "tan": confused.tangent,
        "tan_degrees": confused.tangent_in_degrees,
        "of_half": confused.of_half,
        "relu": instead("relu"),
    },
    "sigmoid": {"left_out": first, "tanh": instead("tanh"), "sign": confused.sign_lost},
    "relu": {"left_out": first, "absolute": confused.absolute},
    "clip": {"left_out": first, "sigmoid": instead("sigmoid")},
    "larger": {"without_left": second, "without_right": first},
    "where": {
        "not_masked": second,
        "masked_with_0": lambda n, p: where(n.args[0], n.args[1], 0),
        "inverted": lambda n, p: where(n.args[0], n.args[2], n.args[1]),
        "transposed": lambda n, p: where(n.args[0].T, *n.args[1:]),
    },
    "matmul": {
        "turned": reversed_operands,
        "left_transposed": lambda n, p: n.args[0].T @ n.args[1],
        "right_transposed": lambda n, p: n.args[0] @ n.args[1].T,
        "by_cells": confused.by_cells,
    },
    "softmax": {
        "other_axis": other_axis,
        "left_out": first,
        "mask_after": mask_after,
        "no_exp": no_exponential,
        "not_normalised": confused.not_normalised,
        "over_all": confused.over_all,
        "twice": confused.twice,
        "base_2": confused.softmax_to_base(2),
        "base_10": confused.softmax_to_base(10),
    },
    "sum": {"other_axis": other_axis},
    "max": {"other_axis": other_axis},
    "rank": {"from_below": from_below, "other_axis": other_axis},
    "place": {"from_below": from_below, "other_axis": other_axis},
    "above": {"from_below": from_below, "itself_too": itself_too},
    "transpose": {"not_transposed": first, "blocks_not_transposed": confused.blocks_as_they_are},
    "split_heads": {"interleaved": other_head_layout, "only_reshaped": reshaped},
    "merge_heads": {
        "interleaved": other_head_layout,
        "only_reshaped": reshaped,
        "other_order": confused.other_order,
    },
    "part": {"next": neighbour(1), "previous": neighbour(-1)},
    "concat": {"not_appended": first, "turned": reversed_operands, "overwritten": overwritten},
    "causal": {"diagonal_too": confused.own_place_masked},
    "power": {f"base_{base}": confused.of_base(base) for base in confused.BASES},
    **{op: {} for op in ("greater", "equal", "take", "pad", "spread", "reshape", "number", "count")},
}

# What is done wrong wherever it stands in a formula, by id: the functions on a calculator that is set otherwise.
EVERYWHERE: dict[str, dict[str, Rewrite]] = {
    "angles.degrees": {"sin": confused.in_degrees(sin), "cos": confused.in_degrees(cos)},
}
# Named where the numbers show them and nothing more common explains them; no draw is asked to show them.
RARE = frozenset(
    {
        "exp.base_2",
        "exp.base_10",
        "log.base_10",
        "angles.degrees",
        "tanh.tan",
        "tanh.tan_degrees",
        "tanh.of_half",
        "softmax.base_2",
        "softmax.base_10",
        "matmul.by_cells",
        "square.doubled",
        "square.absolute",
        "relu.absolute",
        "tanh.relu",
        "softmax.twice",
        "add.before_product",
        "mul.function_last",
        *(f"power.base_{base}" for base in confused.BASES),
    }
)


def throughout(node: Node, p: Program) -> Iterator[Wrong]:
    """Wrong versions with several operations rewritten, each wherever it stands."""
    for id, table in EVERYWHERE.items():
        made = _everywhere(node, p, table)
        if made is not node:
            yield Wrong(id, made)


def _everywhere(node: Node, p: Program, table: dict[str, Rewrite]) -> Node:
    inside = rebuilt(node, tuple(_everywhere(arg, p, table) for arg in node.args))
    return table[node.op](inside, p) if node.op in table else inside


def rewritten(node: Node, p: Program) -> Iterator[Wrong]:
    """Wrong versions with one operation rewritten, at any depth; those whose shapes do not fit are left out."""
    for slip, rewrite in RULES[node.op].items() if node.op != "ref" else ():
        yield from fitting(str(MisconceptionId(node.op, (slip,))), partial(rewrite, node, p))
    for k, arg in enumerate(node.args):
        for id, wrong in rewritten(arg, p):
            yield from fitting(id, partial(rebuilt, node, (*node.args[:k], wrong, *node.args[k + 1 :])))
