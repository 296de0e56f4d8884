"""python -m check MECHANISM file.npz [option=value …]: check the arrays of a file and say what was found.

The names in the file are those of inputs and steps: ids, symbols or titles. The command stands above the layers: its
words come from presentation.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from check.checking import check
from check.entered import known_mechanism
from engine import EngineError, InputError, Mechanism, Program
from engine.options import choices
from loading import Loaded, Refused, file
from loading.binary_arrays import all_numbers, within
from presentation.check.check_given import called
from presentation.check.check_words import report, topic_of
from presentation.loading_words import refusal
from presentation.translate import plain_sentence, speaking

RIGHT, WRONG, UNUSABLE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the findings; return 0 if all is right, 1 if it is not, 2 for what cannot be checked."""
    asked = _parser().parse_args(arguments)
    with speaking(asked.language):
        try:
            print("\n".join(_checked(asked)))
        except (EngineError, Refused) as error:
            print(refusal(error) if isinstance(error, Refused) else plain_sentence(error), file=sys.stderr)
            return UNUSABLE
    return RIGHT if asked.right else WRONG


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m check", description=__doc__)
    parser.add_argument("mechanism")
    parser.add_argument("file", help="a file with inputs and results by name: .npz, .safetensors, .json, …")
    parser.add_argument("options", nargs="*", help="option=value, or size=number")
    parser.add_argument("--digits", help="decimals that were printed; without, the numbers are unrounded")
    parser.add_argument("--language", choices=("en", "zh"), default="en")
    return parser


def _checked(asked: argparse.Namespace) -> list[str]:
    kind = known_mechanism(asked.mechanism)
    options, sizes = _settings(kind, asked.options)
    program = kind.build(kind.choose(**options), sizes)
    arrays = named(read(Path(asked.file)), program, asked.mechanism)
    inputs = {id: all_numbers(x).values for id, x in arrays.items() if id in program.inputs}
    results = {id: x for id, x in arrays.items() if id in program.steps}
    digits = None if asked.digits is None else _whole("digits", asked.digits)
    found = check(kind, inputs, options, results, digits, sizes)
    asked.right = found.right
    return report(found)


def read(path: Path) -> list[Loaded]:
    """The arrays of a file; nothing is unpickled. Raises InputError where there is none, Refused for a bad one."""
    try:
        within(path.stat().st_size)
        return file(path.read_bytes(), path.name, nan=True)
    except OSError as error:
        raise InputError("{file} cannot be opened: there is no such file, or it may not be read.", file=path) from error


def named(arrays: Sequence[Loaded], program: Program, mechanism: str) -> dict[str, Loaded]:
    """The arrays by the ids of inputs and steps. Raises InputError for a name of none, and for one given twice."""
    found: dict[str, Loaded] = {}
    for array in arrays:
        id = called(array.name, topic_of(mechanism).id, program)
        if id in found:
            raise InputError("There are two arrays for {name}: keep one of them.", name=id)
        found[id] = array
    return found


def _whole(name: str, text: str) -> int:
    """A whole number from its text. Raises InputError for any other text."""
    try:
        return int(text)
    except ValueError as error:
        raise InputError("{value} is no number for {name}.", name=name, value=text) from error


def _settings(kind: Mechanism, given: Sequence[str]) -> tuple[dict[str, Any], dict[str, int]]:
    """Options and sizes from texts such as scale=none and h=4."""
    options: dict[str, Any] = {}
    sizes: dict[str, int] = {}
    defaults = kind.options()
    numbers = {f.name for f in fields(kind.options) if f.name not in choices(kind.options)}
    for text in given:
        name, _, value = text.partition("=")
        try:
            if name in kind.sizes:
                sizes[name] = _whole(name, value)
            else:
                options[name] = type(getattr(defaults, name))(value) if name in numbers else value
        except ValueError as error:
            raise InputError("{value} is no number for {name}.", name=name, value=value) from error
    return options, sizes


if __name__ == "__main__":
    sys.exit(main())
