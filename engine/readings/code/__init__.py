"""Code export: the computation as a runnable NumPy or PyTorch function."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

from engine.execution.run import Trace
from engine.expression.node import Node, is_indicator, is_truth, takes_truths
from engine.expression.symbol import Symbol
from engine.program import Input, Program, Step
from engine.readings.code.rules import COUNTED_ACROSS, RULES, Language, constant_name, is_negative_number, uses_math
from engine.readings.code.stored import Stored
from engine.readings.precedence import CALL, WHOLE, Binding, loose

Precision = Literal["float64", "float32"]

HEADERS = {"numpy": "import numpy as np\n", "pytorch": "import torch\n"}
SOFTMAX: dict[str, str] = {  # where no score is −∞
    "numpy": (
        "def softmax(x, axis):\n"
        "    e = np.exp(x - x.max(axis=axis, keepdims=True))\n"
        "    return e / e.sum(axis=axis, keepdims=True)\n"
    ),
    "pytorch": "softmax = torch.softmax\n",
}
HELPERS: dict[tuple[str, str], str] = {
    ("numpy", "sigmoid"): "def sigmoid(x):\n    return 1 / (1 + np.exp(-x))\n",
    ("numpy", "erf"): "def erf(x):\n    return np.vectorize(math.erf, otypes=[x.dtype])(x)\n",
    ("numpy", "softmax"): (
        "def softmax(x, axis):\n"
        "    top = x.max(axis=axis, keepdims=True)\n"
        "    e = np.exp(x - np.where(np.isfinite(top), top, 0))\n"
        "    return e / np.maximum(e.sum(axis=axis, keepdims=True), 1)  # a line of -inf only gives zeros\n"
    ),
    ("numpy", "rank"): (
        "def rank(x, axis):  # 1 for the largest\n"
        "    x = np.moveaxis(x, axis, -1)\n"
        "    return np.moveaxis(1.0 + (np.expand_dims(x, -2) > np.expand_dims(x, -1)).sum(-1), -1, axis)\n"
    ),
    ("numpy", "place"): (
        "def place(x, axis):  # 1 for the largest, the first of equal ones first\n"
        '    return 1.0 + np.argsort(np.argsort(-x, axis, kind="stable"), axis)\n'
    ),
    ("numpy", "above"): (
        "def above(x, w, axis):  # the sum of w over what is larger\n"
        "    x, w = np.moveaxis(x, axis, -1), np.moveaxis(w, axis, -1)\n"
        "    larger = np.expand_dims(x, -2) > np.expand_dims(x, -1)\n"
        "    return np.moveaxis((larger * np.expand_dims(w, -2)).sum(-1), -1, axis)\n"
    ),
    ("pytorch", "rank"): (
        "def rank(x, dim):  # 1 for the largest\n"
        "    x = x.movedim(dim, -1)\n"
        "    return (1 + (x.unsqueeze(-2) > x.unsqueeze(-1)).sum(-1).to(x.dtype)).movedim(-1, dim)\n"
    ),
    ("pytorch", "place"): (
        "def place(x, dim):  # 1 for the largest, the first of equal ones first\n"
        "    return 1 + x.argsort(dim=dim, descending=True, stable=True).argsort(dim=dim).to(x.dtype)\n"
    ),
    ("pytorch", "above"): (
        "def above(x, w, dim):  # the sum of w over what is larger\n"
        "    x, w = x.movedim(dim, -1), w.movedim(dim, -1)\n"
        "    return ((x.unsqueeze(-2) > x.unsqueeze(-1)) * w.unsqueeze(-2)).sum(-1).movedim(-1, dim)\n"
    ),
    ("pytorch", "softmax"): (
        "def softmax(x, dim):\n    return torch.softmax(x, dim).nan_to_num(0)  # a line of -inf only gives zeros\n"
    ),
}


def function(
    program: Program,
    name: str,
    language: Language = "numpy",
    returns: Sequence[str] = (),
    precision: Precision = "float64",
) -> str:
    """Source text of a function of the program's inputs, in the order of program.inputs, with its imports.

    It returns the steps named in `returns` as a tuple, or the last step alone. `precision` is that of arrays created by
    PyTorch code; NumPy's are float64. No text typed by a learner gets into the code: names and symbols come from the
    program, and numbers are written by repr.
    """
    return "\n\n".join([*preamble(program, language, precision), _definition(program, name, language, returns)])


def preamble(program: Program, language: Language = "numpy", precision: Precision = "float64") -> list[str]:
    """What stands before a program's lines of code: its imports, and the functions that the library lacks."""
    needs_math = any(uses_math(node, language) for step in program.steps.values() for node in _nodes(step.whole))
    header = HEADERS[language] + (f"\ndtype = torch.{precision}\n" if language == "pytorch" and _makes(program) else "")
    return [("import math\n\n" if needs_math else "") + header, *_helpers(program, language)]


def script(trace: Trace, name: str, language: Language = "numpy", stored: Stored | None = None) -> str:
    """Runnable script: the function, the trace's inputs, and lines that print the result.

    Inputs are literals; those that are `stored` in a file are read from it. With a backward pass it prints every
    gradient by its name. For a trace without batch axes.
    """
    program = trace.program
    names = variables(program)
    call = f"{name}({', '.join(names[id] for id in program.inputs)})"
    gradients = [id for id, step in program.steps.items() if step.gradient_of]
    inputs = [*opened(trace, language, stored), *assignments(trace, language, stored).values()]
    if len(gradients) < 2:
        return "\n".join([function(program, name, language, gradients) + "\n", *inputs, f"print({call})", ""])
    said = [f"names = {[names[id] for id in gradients]}", f"for name, gradient in zip(names, {call}):"]
    printed = [*said, '    print(name, gradient, sep="\\n")', ""]
    return "\n".join([function(program, name, language, gradients) + "\n", *inputs, *printed])


def opened(trace: Trace, language: Language, stored: Stored | None) -> list[str]:
    """The lines that open a file of weights, where any of its numbers are used."""
    return [stored.opening(language)] if stored and stored.found(trace) else []


def assignments(trace: Trace, language: Language = "numpy", stored: Stored | None = None) -> dict[str, str]:
    """One line of code per input, by id, that gives it its numbers: written out, or those of a file of weights."""
    names, loaded = variables(trace.program), stored.found(trace) if stored else {}
    array = "np.array" if language == "numpy" else "torch.tensor"
    dtype = "" if language == "numpy" else ", dtype=torch.float64"
    numbers = {id: loaded.get(id) or _literal(trace[id]) for id in trace.program.inputs}
    return {id: f"{names[id]} = {array}({text}{dtype})" for id, text in numbers.items()}


def variables(program: Program) -> dict[str, str]:
    """Python variable names by id: a step's symbol if that is one unused capital letter, else its name and place."""
    found: dict[str, str] = {}
    things: dict[str, Input | Step] = {**program.inputs, **program.steps}
    for id, thing in things.items():
        letter = thing.symbol.base if isinstance(thing, Step) and _one_capital(thing.symbol) else ""
        found[id] = letter if letter and letter not in found.values() else _placed(thing)
    return found


def _one_capital(symbol: Symbol) -> bool:
    return symbol == Symbol(symbol.base) and len(symbol.base) == 1 and symbol.base.isascii() and symbol.base.isupper()


def _makes(program: Program) -> bool:
    """True if the code creates arrays itself, whose precision has to be stated."""
    inside = [node for step in program.steps.values() for node in _nodes(step.whole)]
    created = any(node.op == "count" or is_indicator(node) or _from_a_number(node) for node in inside)
    operands = (arg for node in inside for k, arg in enumerate(node.args) if not takes_truths(node, k))
    return created or any(map(is_truth, (*operands, *(step.whole for step in program.steps.values()))))


def _from_a_number(node: Node) -> bool:
    return node.op == "spread" and not node.args[0].shape


def _placed(thing: Input | Step) -> str:
    """Variable name with its place appended: hidden_t3."""
    return thing.name + "".join(f"_{g.kind}" if g.index is None else f"_{g.kind}{g.index}" for g in thing.path)


def _helpers(program: Program, language: Language) -> Iterator[str]:
    inside = [node for step in program.steps.values() for node in _nodes(step.whole)]
    used = {node.op for node in inside}
    masks = any(node.op == "number" and node.params[0] == -math.inf for node in inside)
    for (spoken, op), text in HELPERS.items():
        if spoken == language and op in used:
            yield text if masks or op != "softmax" else SOFTMAX[language]


def _definition(program: Program, name: str, language: Language, returns: Sequence[str]) -> str:
    names = variables(program)
    lines = [f"def {name}({', '.join(names[id] for id in program.inputs)}):"]
    lines += [f"    {line}" for line in sizes(program)]
    for id, line in statements(program, language).items():
        step = program.steps[id]
        comment = "" if names[id] == _placed(step) else f"  # {step.name}"
        lines.append(f"    {line}{comment}")
    lines.append(f"    return {', '.join(names[id] for id in (returns or [list(program.steps)[-1]]))}")
    return "\n".join(lines)


def statements(program: Program, language: Language = "numpy") -> dict[str, str]:
    """One line of code per step, by id, in the order of program.steps."""
    names = variables(program)
    return {id: _statement(program, id, names, language) for id in program.steps}


def statement(program: Program, id: str, language: Language = "numpy") -> str:
    """The line of code of one step; raises KeyError for an unknown step."""
    return _statement(program, id, variables(program), language)


def _statement(program: Program, id: str, names: dict[str, str], language: Language) -> str:
    return f"{names[id]} = {_in_numbers(program.steps[id].whole, names, language).text}"


def sizes(program: Program) -> list[str]:
    """One line of code for each named size or constant that the formulas use, such as d_k."""
    found: dict[str, float] = {}
    for step in program.steps.values():
        for node in _nodes(step.expr):
            if node.op == "number" and constant_name(node):
                found[constant_name(node)] = node.params[0]
    return [f"{symbol} = {int(size) if size % 1 == 0 else size}" for symbol, size in found.items()]


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for arg in node.args:
        yield from _nodes(arg)


class SourceText(NamedTuple):
    """Source text of an expression: how tightly Python binds it, and whether it begins with a minus."""

    text: str
    binds: Binding = CALL
    negative: bool = False


def _source(node: Node, names: dict[str, str], language: Language) -> SourceText:
    if node.op == "ref":
        return SourceText(names[node.params[0]])
    rule = RULES[node.op]
    if node.op == "transpose" and node.args[0].op == "count":
        rule, node = COUNTED_ACROSS, node.args[0]
    operands = [
        _fitted(rule.binds, k, (_source if takes_truths(node, k) else _in_numbers)(arg, names, language))
        for k, arg in enumerate(node.args)
    ]
    text = (rule.numpy if language == "numpy" else rule.pytorch)(node, *(operand.text for operand in operands))
    if is_negative_number(node):
        return SourceText(text, RULES["neg"].binds, negative=True)
    begins_with_operand = bool(operands) and rule.binds.own < WHOLE
    return SourceText(text, rule.binds, node.op == "neg" or (begins_with_operand and operands[0].negative))


def _in_numbers(node: Node, names: dict[str, str], language: Language) -> SourceText:
    """Source text of an expression; truth values as 1 and 0."""
    found = _source(node, names, language)
    if not is_truth(node):
        return found
    return SourceText(f"({found.text}).astype(float)" if language == "numpy" else f"({found.text}).to(dtype)")


def _fitted(outer: Binding, k: int, operand: SourceText) -> SourceText:
    """The operand in brackets where Python's precedence needs them, and a minus behind a sign."""
    behind = k == 1 and outer.own < WHOLE and operand.negative
    return SourceText(f"({operand.text})") if behind or loose(outer, k, operand.binds) else operand


def _literal(array: Any) -> str:
    return repr(array.tolist())
