"""A reader with a calculator: evaluates a printed line of arithmetic, knowing nothing of the engine."""

from __future__ import annotations

import ast
import math
import operator
import re
from decimal import ROUND_HALF_UP, Decimal

SPELLING = (
    ("−", "-"),
    ("×", "*"),
    ("÷", "/"),
    ("²", "**2"),
    ("^", "**"),
    ("∞", "inf"),
    ("⋯ ", ""),
    ("ln(", "log("),
    ("⌊", "floor("),
    ("⌋", ")"),
    ("σ(", "sigmoid("),
)
LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
FUNCTIONS = {
    **{name: getattr(math, name) for name in ("exp", "log", "erf", "sqrt", "sin", "cos", "tanh")},
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)) if x > -700 else 0.0,
    "floor": math.floor,
    "max": max,
    "min": min,
}
BINARY = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def evaluate(line: str) -> float:
    """The value of a printed line such as "0.43 × 0.55 + exp(−1.2) ÷ √2"."""
    line = re.sub("·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda power: f"*10**({power[1].translate(LOWERED)})", line)
    for printed, python in SPELLING:
        line = line.replace(printed, python)
    line = re.sub(r"√(\d+(?:\.\d+)?)", r"sqrt(\1)", line).replace("√(", "sqrt(")
    line = re.sub(r"\[(.*?) > (.*?)\]", r"(\1 > \2)", line)
    line = re.sub(r"\[(.*?) = (.*?)\]", r"(\1 == \2)", line)
    return float(_value(ast.parse(line, mode="eval").body))


def _value(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=float() | int() as value):
            return float(value)
        case ast.Name(id="inf"):
            return math.inf
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.BinOp(left=left, op=op, right=right):
            return float(BINARY[type(op)](_value(left), _value(right)))
        case ast.Compare(left=left, ops=[ast.Gt()], comparators=[right]):
            return float(_value(left) > _value(right))
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
            return float(_value(left) == _value(right))
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return _value(body) if _value(test) else _value(orelse)
        case ast.Subscript(value=ast.Tuple(elts=row), slice=number):
            return _value(row[round(_value(number))])
        case ast.Call(func=ast.Name(id=name), args=args):
            return float(FUNCTIONS[name](*map(_value, args)))
    raise AssertionError(f"a reader cannot evaluate {ast.unparse(node)}")


def rounded(value: float, digits: int) -> str:
    """Halves away from zero, a real minus, no negative zero, as a person rounds."""
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    result = Decimal(f"{value:.13g}").quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return f"{abs(result) if result == 0 else result:f}".replace("-", "−")
