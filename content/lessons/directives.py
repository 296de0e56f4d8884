"""Lesson directives: a value, a matrix, a formula, a worked cell, a diagram, or the rows of a measured table."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from content.lessons.tables import TABLES
from content.presets import trace
from content.schema import Topic
from engine import MECHANISMS, Options, Trace, choices
from engine.execution.run import evaluate
from engine.readings.explanation.explain import WorkedCell, explain
from engine.readings.formulas import latex
from engine.readings.misconceptions import wrong_versions
from engine.readings.numbers import fixed

ARGUMENT = re.compile(r'\s*(\w+)=(?:"([^"]*)"|(\w+))')

Arguments = dict[str, str]


@dataclass(frozen=True, eq=False)
class Structure:
    """The structure diagram in which a step stands, of a computation on a preset."""

    trace: Trace
    step: str


Part = str | WorkedCell | Structure


class Misuse(ValueError):
    """A directive that cannot be rendered; the message is a predicate, such as "has no step"."""


def render_directive(topic: Topic, name: str, written: str) -> Part:
    """The text, the arithmetic or the diagram that replaces the directive `name`. Raises Misuse or an EngineError."""
    if name not in DIRECTIVES:
        raise Misuse(f"is not known; there are {', '.join(DIRECTIVES)}")
    arguments = {key: text or word for key, text, word in ARGUMENT.findall(written)}
    if ARGUMENT.sub("", written).strip():
        raise Misuse('is not written as name="value" pairs')
    return DIRECTIVES[name](topic, arguments)


def _value(topic: Topic, arguments: Arguments) -> str:
    cell, digits, wrong = _cell(arguments), _digits(arguments), arguments.pop("wrong", "")
    found, step = _traced(topic, arguments)
    array = _array(found, step, wrong)
    return fixed(float(array[_inside(cell, array.shape)]), digits)


def _matrix(topic: Topic, arguments: Arguments) -> str:
    digits, wrong = _digits(arguments), arguments.pop("wrong", "")
    found, step = _traced(topic, arguments)
    return latex.matrix(_array(found, step, wrong), digits)


def _formula(topic: Topic, arguments: Arguments) -> str:
    mechanism, step = arguments.pop("mechanism", topic.mechanism), arguments.pop("step", "")
    if mechanism not in MECHANISMS:
        raise Misuse(f"names the mechanism {mechanism}, which does not exist")
    program = MECHANISMS[mechanism].build(MECHANISMS[mechanism].choose(**_options(mechanism, arguments)))
    if step not in program.steps:
        raise Misuse(f"names the step {step or 'nothing'}; there are {', '.join(program.steps)}")
    return latex.formula(program, step)


def _worked(topic: Topic, arguments: Arguments) -> WorkedCell:
    cell, digits = _cell(arguments), _digits(arguments)
    found, step = _traced(topic, arguments)
    if step not in found.program.steps:
        raise Misuse(f"names {step}, which is not computed: use value")
    return explain(found, step, _inside(cell, found[step].shape), digits=digits)


def _structure(topic: Topic, arguments: Arguments) -> Structure:
    found, step = _traced(topic, arguments)
    if step not in found.program.steps:
        raise Misuse(f"names {step}, which is not computed and stands in no diagram")
    return Structure(found, step)


def _measured(topic: Topic, arguments: Arguments) -> str:
    table = TABLES.get(name := arguments.pop("of", ""))
    if table is None:
        raise Misuse(f"measures {name or 'nothing'}; there are {', '.join(TABLES)}")
    try:
        found = table(arguments)
    except ValueError as error:
        raise Misuse(f"needs whole numbers set apart by commas: {error}") from None
    if arguments:
        raise Misuse(f"takes no {', '.join(arguments)}")
    return found


DIRECTIVES: dict[str, Callable[[Topic, Arguments], Part]] = {
    "value": _value,
    "matrix": _matrix,
    "formula": _formula,
    "worked": _worked,
    "structure": _structure,
    "rows": _measured,
}


# ---- arguments ----


def _traced(topic: Topic, arguments: Arguments) -> tuple[Trace, str]:
    """The computation on a preset, and the step or input named; all remaining arguments must be options."""
    preset, step = arguments.pop("preset", ""), arguments.pop("step", "")
    if not preset:
        raise Misuse("has no preset")
    found = trace(topic, preset, **_options(topic.mechanism, arguments))
    if step not in found.arrays:
        raise Misuse(f"names the step {step or 'nothing'}; there are {', '.join(found.arrays)}")
    return found, step


def _options(mechanism: str, arguments: Arguments) -> dict[str, Any]:
    known = {f.name for f in fields(MECHANISMS[mechanism].options)}
    for name in arguments:
        if name not in known:
            raise Misuse(f"takes no {name}")
    return {name: _typed(MECHANISMS[mechanism].options, name, text) for name, text in arguments.items()}


def _typed(options: type[Options], name: str, text: str) -> Any:
    """The value of an option: one of its choices, or a number for an option without choices."""
    switches = choices(options)
    if name in switches:
        return next((value for value in switches[name] if str(value) == text), text)
    try:
        return float(text)
    except ValueError:
        raise Misuse(f"sets {name} to {text}, which is not a number") from None


def _array(found: Trace, step: str, wrong: str) -> Any:
    if not wrong:
        return found[step]
    versions = wrong_versions(found.program, step) if step in found.program.steps else ()
    for id, expr in versions:
        if id == wrong:
            return evaluate(expr, found.arrays)
    raise Misuse(f"names the mistake {wrong}; at {step} there are {', '.join(w.id for w in versions) or 'none'}")


def _digits(arguments: Arguments) -> int:
    text = arguments.pop("digits", "4")
    if not (text.isdigit() and int(text) <= 10):
        raise Misuse(f"asks for {text} digits; 0 to 10 can be shown")
    return int(text)


def _cell(arguments: Arguments) -> tuple[int, ...]:
    text = arguments.pop("cell", "")
    if not re.fullmatch(r"[1-9]\d*(,\s*[1-9]\d*)*", text):
        raise Misuse('has no cell such as cell="2,3" (row, column, counted from 1)')
    return tuple(int(place) - 1 for place in text.split(","))


def _inside(cell: tuple[int, ...], shape: tuple[int, ...]) -> tuple[int, ...]:
    """The cell as an index of the array; a single number is the column of a one-row array."""
    index = (0, *cell) if len(cell) == 1 and len(shape) == 2 and shape[0] == 1 else cell
    if len(index) != len(shape) or any(k >= n for k, n in zip(index, shape, strict=True)):
        raise Misuse(f"names a cell outside the shape {'×'.join(map(str, shape))}")
    return index
