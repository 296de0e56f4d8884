"""Lesson directives: a value, a matrix, a formula, a worked cell, a diagram, or the rows of a measured table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from content.lessons.arguments import Arguments, Misuse, cell, digits, inside, options, read
from content.lessons.numbers import LessonComputations
from content.lessons.parts import MatrixPart, Part, Structure, Worked
from content.lessons.tables import TABLES
from engine import MECHANISMS, Trace
from engine.execution.run import evaluate
from engine.readings.explanation.explain import explain
from engine.readings.formulas import latex
from engine.readings.misconceptions import wrong_versions
from engine.readings.numbers import fixed


def render_directive(numbers: LessonComputations, name: str, written: str) -> Part:
    """The text, the arithmetic or the diagram that replaces the directive `name`. Raises Misuse or an EngineError."""
    if name not in DIRECTIVES:
        raise Misuse(f"is not known; there are {', '.join(DIRECTIVES)}")
    return DIRECTIVES[name](numbers, read(written))


def _value(numbers: LessonComputations, arguments: Arguments) -> str:
    place, shown, wrong = cell(arguments), digits(arguments), arguments.pop("wrong", "")
    found, step, preset = _traced(numbers, arguments)
    array = _array(found, step, wrong)
    index = inside(place, found.program[step].shape, numbers.topic.preset(preset).labels)
    return fixed(float(array[index]), numbers.digits(preset, shown))


def _matrix(numbers: LessonComputations, arguments: Arguments) -> MatrixPart | str:
    shown, wrong = digits(arguments), arguments.pop("wrong", "")
    found, step, preset = _traced(numbers, arguments)
    shown = numbers.digits(preset, shown)
    written = latex.matrix(_array(found, step, wrong), shown)
    return written if wrong else MatrixPart(preset, found, step, shown, written)


def _formula(numbers: LessonComputations, arguments: Arguments) -> str:
    mechanism, step = arguments.pop("mechanism", numbers.topic.mechanism), arguments.pop("step", "")
    if mechanism not in MECHANISMS:
        raise Misuse(f"names the mechanism {mechanism}, which does not exist")
    program = MECHANISMS[mechanism].build(MECHANISMS[mechanism].choose(**options(mechanism, arguments)))
    if step not in program.steps:
        raise Misuse(f"names the step {step or 'nothing'}; there are {', '.join(program.steps)}")
    return latex.formula(program, step)


def _worked(numbers: LessonComputations, arguments: Arguments) -> Worked:
    place, shown = cell(arguments), digits(arguments)
    found, step, preset = _traced(numbers, arguments)
    if step not in found.program.steps:
        raise Misuse(f"names {step}, which is not computed: use value")
    index = inside(place, found.program[step].shape, numbers.topic.preset(preset).labels)
    shown = numbers.digits(preset, shown)
    return Worked(preset, found, step, shown, index, explain(found, step, index, digits=shown))


def _structure(numbers: LessonComputations, arguments: Arguments) -> Structure:
    deepest = arguments.pop("to", "")
    if deepest not in ("", "step"):
        raise Misuse(f'goes to {deepest}; only to="step" can be said')
    found, step, preset = _traced(numbers, arguments)
    if step not in found.program.steps:
        raise Misuse(f"names {step}, which is not computed and stands in no diagram")
    return Structure(preset, found, step, bool(deepest))


def _measured(numbers: LessonComputations, arguments: Arguments) -> str:
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


DIRECTIVES: dict[str, Callable[[LessonComputations, Arguments], Part]] = {
    "value": _value,
    "matrix": _matrix,
    "formula": _formula,
    "worked": _worked,
    "structure": _structure,
    "rows": _measured,
}


def _traced(numbers: LessonComputations, arguments: Arguments) -> tuple[Trace, str, str]:
    """The computation on a preset, the step or input named, and the preset; remaining arguments must be options."""
    preset, step = arguments.pop("preset", ""), arguments.pop("step", "")
    if not preset:
        raise Misuse("has no preset")
    found = numbers.trace(preset, options(numbers.topic.mechanism, arguments))
    if step not in found.arrays:
        raise Misuse(f"names the step {step or 'nothing'}; there are {', '.join(found.arrays)}")
    return found, step, preset


def _array(found: Trace, step: str, wrong: str) -> Any:
    if not wrong:
        return found[step]
    versions = wrong_versions(found.program, step) if step in found.program.steps else ()
    for id, expr in versions:
        if id == wrong:
            return evaluate(expr, found.arrays)
    raise Misuse(f"names the mistake {wrong}; at {step} there are {', '.join(w.id for w in versions) or 'none'}")
