"""Lessons: Markdown with directives for live numbers, so that no figure is ever typed.

    {{ value preset="raschka-b" step="scores" cell="2,2" digits=4 }}    one number
    {{ matrix preset="raschka-b" step="context" digits=4 }}             a step or an input, as a LaTeX matrix
    {{ formula step="scores" }}                                         a step by its symbols, as LaTeX
    {{ worked preset="raschka-b" step="scores" cell="2,2" }}            the arithmetic of one cell, a line a stage

Cells count from 1. Any option of the mechanism may be added (mask="causal") and replaces the preset's own;
wrong="sqrt.no_root" makes `value` and `matrix` show what that mistake gives. `formula` takes mechanism="…" for
a mechanism other than the topic's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import lru_cache
from typing import Any

from content.errors import ContentError, NotFound, Problem
from content.loader import LANGUAGES, Library, library
from content.presets import trace
from content.schema import Topic
from engine import EngineError, Options, Trace, choices, mechanisms
from engine.readings import latex
from engine.readings.explain import explain
from engine.readings.misconceptions import wrong_versions
from engine.readings.numbers import fixed
from engine.run import evaluate

DIRECTIVE = re.compile(r"\{\{\s+(\w+)\b([^{}]*)\}\}")
ARGUMENT = re.compile(r'\s*(\w+)=(?:"([^"]*)"|(\w+))')
OPENING = re.compile(r"\{\{\s")
# a line end beside Chinese punctuation, or between two Chinese characters, would show as a gap
CHINESE, STOP = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", r"[\u3000-\u303f\uff00-\uffef]"
WRAPPED = re.compile(rf"(?<={CHINESE})\n *(?={CHINESE})|(?<={STOP})\n *(?=[A-Za-z]|\$[^$])")
# a formula on a line of its own is centred only when its $$ stand on lines of their own
DISPLAYED = re.compile(r"^\$\$(.+)\$\$$", re.MULTILINE)
MARKDOWN = re.compile(r"([*_\[\]<>~`\\|])")

Arguments = dict[str, str]


class Misuse(ValueError):
    """A directive that cannot be rendered: a predicate on it, such as "has no step"."""


def lesson(topic: str, language: str) -> str:
    """A topic's lesson as Markdown with LaTeX; raises NotFound, or ContentError naming file and line."""
    if topic not in library().topics:
        raise NotFound("There is no topic called {id}.", id=topic)
    return _lesson(topic, "zh" if language.startswith("zh") else "en")


@lru_cache(maxsize=128)
def _lesson(topic: str, language: str) -> str:
    text, problems = rendered(library(), library().topics[topic], language)
    if problems:
        raise ContentError(problems)
    return text


def rendered(library: Library, topic: Topic, language: str) -> tuple[str, list[Problem]]:
    """The lesson with its numbers, and every directive that could not be rendered."""
    assert language in LANGUAGES
    file = library.folder(topic.id) / f"lesson.{language}.md"
    name = f"{library.root.name}/{file.relative_to(library.root).as_posix()}"
    if not file.is_file():
        return "", [Problem(name, 1, "This lesson is missing: write it.")]
    text = file.read_text(encoding="utf-8")
    problems: list[Problem] = []

    def put(found: re.Match[str]) -> str:
        try:
            return _directive(topic, found[1], found[2])
        except (Misuse, EngineError) as error:
            line = text.count("\n", 0, found.start()) + 1
            said = str(error) if isinstance(error, EngineError) else f"The directive {found[1]} {error}."
            problems.append(Problem(name, line, said))
            return ""

    result = DIRECTIVE.sub(put, text)
    result = DISPLAYED.sub(r"$$\n\1\n$$", WRAPPED.sub("", result))
    problems += [Problem(name, line, "A directive is not closed on its line: end it with }}.") for line in _open(text)]
    return result, problems


def _open(text: str) -> Iterator[int]:
    for n, line in enumerate(DIRECTIVE.sub(lambda found: "\n" * found[0].count("\n"), text).split("\n"), 1):
        if OPENING.search(line + "\n"):
            yield n


# ---- directives ----


def _directive(topic: Topic, name: str, written: str) -> str:
    if name not in RULES:
        raise Misuse(f"is not known; there are {', '.join(RULES)}")
    arguments = {key: text or word for key, text, word in ARGUMENT.findall(written)}
    if ARGUMENT.sub("", written).strip():
        raise Misuse('is not written as name="value" pairs')
    return RULES[name](topic, arguments)


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
    if mechanism not in mechanisms:
        raise Misuse(f"names the mechanism {mechanism}, which does not exist")
    program = mechanisms[mechanism].build(mechanisms[mechanism].choose(**_options(mechanism, arguments)))
    if step not in program.steps:
        raise Misuse(f"names the step {step or 'nothing'}; there are {', '.join(program.steps)}")
    return latex.formula(program, step)


def _worked(topic: Topic, arguments: Arguments) -> str:
    cell, digits = _cell(arguments), _digits(arguments)
    found, step = _traced(topic, arguments)
    if step not in found.program.steps:
        raise Misuse(f"names {step}, which is not computed: use value")
    work = explain(found, step, _inside(cell, found[step].shape), digits=digits)
    lines = [f"{work.label} = {work.symbols}", *(f"{'=' if line.exact else '≈'} {line}" for line in work.lines)]
    return "  \n".join(MARKDOWN.sub(r"\\\1", line) for line in (*lines, f"= {work.result}"))


RULES: dict[str, Callable[[Topic, Arguments], str]] = {
    "value": _value,
    "matrix": _matrix,
    "formula": _formula,
    "worked": _worked,
}


# ---- what they are made of ----


def _traced(topic: Topic, arguments: Arguments) -> tuple[Trace, str]:
    """The computation, and the step or input that is named; every argument left over must be an option."""
    preset, step = arguments.pop("preset", ""), arguments.pop("step", "")
    if not preset:
        raise Misuse("has no preset")
    found = trace(topic, preset, **_options(topic.mechanism, arguments))
    if step not in found.arrays:
        raise Misuse(f"names the step {step or 'nothing'}; there are {', '.join(found.arrays)}")
    return found, step


def _options(mechanism: str, arguments: Arguments) -> dict[str, Any]:
    known = {f.name for f in fields(mechanisms[mechanism].options)}
    for name in arguments:
        if name not in known:
            raise Misuse(f"takes no {name}")
    return {name: _typed(mechanisms[mechanism].options, name, text) for name, text in arguments.items()}


def _typed(options: type[Options], name: str, text: str) -> Any:
    """An option as the engine has it: a switch may be a number, and what is no switch is one."""
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
    """The cell's index; a single number is a place in the one row there is."""
    index = (0, *cell) if len(cell) == 1 and len(shape) == 2 and shape[0] == 1 else cell
    if len(index) != len(shape) or any(k >= n for k, n in zip(index, shape, strict=True)):
        raise Misuse(f"names a cell outside the shape {'×'.join(map(str, shape))}")
    return index
