"""python -m check MECHANISM file.npz [option=value …]: check the arrays of a file and say what was found.

The names in the file are ids of inputs and of steps. The command stands above the layers: its words come from
presentation.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import fields
from typing import Any
from zipfile import BadZipFile

import numpy as np

from check.checking import check
from engine import MECHANISMS, EngineError, InputError, Mechanism
from engine.options import choices
from presentation.check_words import report
from presentation.translate import plain_sentence, speaking

RIGHT, WRONG, UNUSABLE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the findings; return 0 if all is right, 1 if it is not, 2 for what cannot be checked."""
    asked = _parser().parse_args(arguments)
    with speaking(asked.language):
        try:
            print("\n".join(_checked(asked)))
        except EngineError as error:
            print(plain_sentence(error), file=sys.stderr)
            return UNUSABLE
    return RIGHT if asked.right else WRONG


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m check", description=__doc__)
    parser.add_argument("mechanism")
    parser.add_argument("file", help="an .npz file with inputs and results by id")
    parser.add_argument("options", nargs="*", help="option=value, or size=number")
    parser.add_argument("--digits", type=int, help="decimals that were printed; without, the numbers are unrounded")
    parser.add_argument("--language", choices=("en", "zh"), default="en")
    return parser


def _checked(asked: argparse.Namespace) -> list[str]:
    if asked.mechanism not in MECHANISMS:
        ids = ", ".join(MECHANISMS)
        raise InputError("There is no mechanism called {id}; there are {ids}.", id=asked.mechanism, ids=ids)
    kind = MECHANISMS[asked.mechanism]
    options, sizes = _settings(kind, asked.options)
    arrays = read(asked.file)
    program = kind.build(kind.choose(**options), sizes)
    inputs = {id: x for id, x in arrays.items() if id in program.inputs}
    results = {id: x for id, x in arrays.items() if id not in program.inputs}
    found = check(kind, inputs, options, results, asked.digits, sizes)
    asked.right = found.right
    return report(found)


def read(file: str) -> dict[str, Any]:
    """The arrays of an .npz file by name; nothing is unpickled. Raises InputError for any other file."""
    try:
        with np.load(file, allow_pickle=False) as found:
            return {name: found[name] for name in found.files}
    except (OSError, ValueError, BadZipFile, AttributeError) as error:
        raise InputError("{file} is no .npz file of numbers that can be read.", file=file) from error


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
                sizes[name] = int(value)
            else:
                options[name] = type(getattr(defaults, name))(value) if name in numbers else value
        except ValueError as error:
            raise InputError("{value} is no number for {name}.", name=name, value=value) from error
    return options, sizes


if __name__ == "__main__":
    sys.exit(main())
