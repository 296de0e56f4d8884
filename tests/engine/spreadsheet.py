"""A small spreadsheet: reads a saved sheet and computes its formulas, knowing nothing of the engine."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable
from functools import cached_property
from io import BytesIO
from typing import Any

import numpy as np
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "EXP": np.exp,
    "LN": np.log,
    "SQRT": np.sqrt,
    "SIN": np.sin,
    "COS": np.cos,
    "TANH": np.tanh,
    "ERF": math.erf,
    "ABS": np.abs,
    "INT": lambda x: float(np.floor(x)),
    "CHOOSE": lambda k, *xs: xs[int(k) - 1],
    "MAX": lambda *xs: max(float(np.max(x)) for x in xs),
    "MIN": lambda *xs: min(float(np.min(x)) for x in xs),
    "SUM": lambda *xs: sum(float(np.sum(x)) for x in xs),
    "SUMPRODUCT": lambda *xs: float(np.sum(math.prod(xs[1:], start=xs[0]))),
    "MMULT": lambda a, b: a @ b,
    "ISNUMBER": lambda x: isinstance(x, int | float),
    "OR": lambda *xs: any(xs),
}
BINARY = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
COMPARE = {ast.Gt: operator.gt, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Eq: operator.eq}
EQUALS = re.compile(r"(?<![<>])=")
REFERENCE = re.compile(r"\b([A-Z]{1,3}[0-9]+)(?::([A-Z]{1,3}[0-9]+))?\b")


class Spreadsheet:
    """One sheet whose cells are computed when asked for."""

    def __init__(self, saved: bytes) -> None:
        self.saved = saved
        self.known: dict[str, Any] = {}

    @cached_property
    def page(self) -> Worksheet:
        page = load_workbook(BytesIO(self.saved)).active
        assert isinstance(page, Worksheet)
        return page

    @cached_property
    def cached(self) -> Worksheet:
        """The values that were saved beside the formulas."""
        page = load_workbook(BytesIO(self.saved), data_only=True).active
        assert isinstance(page, Worksheet)
        return page

    def formula(self, name: str) -> str | None:
        content = self.page[name].value
        return content if isinstance(content, str) and content.startswith("=") else None

    def value(self, name: str) -> Any:
        if name not in self.known:
            formula = self.formula(name)
            self.known[name] = float(self.computed(formula[1:])) if formula else self.page[name].value
        return self.known[name]

    def area(self, first: str, last: str) -> Any:
        left, top, right, bottom = range_boundaries(f"{first}:{last}")
        names = [
            [self.page.cell(row, column).coordinate for column in _span(left, right)] for row in _span(top, bottom)
        ]
        return np.array([[self.value(name) for name in row] for row in names])

    def computed(self, formula: str) -> Any:
        text = REFERENCE.sub(lambda m: f'at("{m[1]}", "{m[2] or m[1]}")', formula)
        text = EQUALS.sub("==", text.replace("^", "**"))
        with np.errstate(over="ignore", under="ignore"):
            return self.node(ast.parse(text, mode="eval").body)

    def node(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant(value=value):
                return value
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                # here a minus binds tighter than a power, in Python it does not: brackets must settle it
                assert not (isinstance(operand, ast.BinOp) and isinstance(operand.op, ast.Pow))
                return -self.node(operand)
            case ast.BinOp(left=left, op=op, right=right):
                return BINARY[type(op)](self.node(left), self.node(right))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return COMPARE[type(op)](self.node(left), self.node(right))
            case ast.Call(func=ast.Name(id="at"), args=[ast.Constant(value=first), ast.Constant(value=last)]):
                return self.value(str(first)) if first == last else self.area(str(first), str(last))
            case ast.Call(func=ast.Name(id="IF"), args=[test, yes, no]):
                return self.node(yes) if self.node(test) else self.node(no)
            case ast.Call(func=ast.Name(id="AND"), args=tests):
                return all(self.node(test) for test in tests)
            case ast.Call(func=ast.Name(id=name), args=args):
                return FUNCTIONS[name](*map(self.node, args))
        raise AssertionError(f"a spreadsheet cannot compute {ast.unparse(node)}")


def _span(first: Any, last: Any) -> range:
    return range(int(first), int(last) + 1)
