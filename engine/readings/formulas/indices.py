"""Indices that a formula counts: the position of a token, the number of a head, the number of a pair of columns."""

from __future__ import annotations

from typing import TypeVar

from engine.axes import Counts
from engine.expression.dim import named
from engine.expression.node import Node

T = TypeVar("T")

POSITION = "pos"
LETTERS = {Counts.TOKENS: POSITION, Counts.TIME: POSITION, Counts.SOURCE: POSITION, Counts.HEADS: "k"}
PAIR = "i"
JOINED = 8  # so many parts at most are joined one by one
SHOWN = 4  # so many numbers at most are listed one by one


def letter(count: Node) -> str:
    """What a count is called: pos along the tokens, k along the heads, else i."""
    counts = named(count.params[0]).counts
    return LETTERS.get(counts, PAIR) if counts else PAIR


def shifted(node: Node) -> tuple[Node, int] | None:
    """The count in a sum that only makes it begin later (pos + 1), and where it begins."""
    if node.op != "add" or node.args[1].op != "number" or node.args[1].params[1]:
        return None
    counted, start = node.args[0], node.args[1].params[0]
    while counted.op == "transpose":
        counted = counted.args[0]
    return (counted, int(start)) if counted.op == "count" and start == int(start) else None


def ranges(node: Node) -> list[tuple[str, range]]:
    """Every counted index of an expression with the numbers it runs over, each once."""
    found = shifted(node) or ((node, 0) if node.op == "count" else None)
    if found:
        counted, start = found
        return [(letter(counted), range(start, start + int(counted.params[0])))]
    return list(dict.fromkeys(pair for arg in node.args for pair in ranges(arg)))


def listed(numbers: range) -> list[int | None]:
    """The numbers one by one; long runs by their ends, None between them."""
    return list(numbers) if len(numbers) <= SHOWN else [numbers[0], None, numbers[-1]]


def elided(parts: tuple[T, ...], dots: T) -> tuple[T, ...]:
    """What is joined side by side; of many parts the first and the last ones."""
    return parts if len(parts) <= JOINED else (*parts[:4], dots, *parts[-2:])
