"""The mathematics: a computation is a program of named steps; everything else is a reading of it."""

from __future__ import annotations

from engine import families
from engine.errors import EngineError, InputError, OptionError, ShapeError
from engine.mechanism import Mechanism, mechanism, mechanisms
from engine.options import Options, choices, option_sets
from engine.program import Input, Program, Step
from engine.run import Trace, run
from engine.validate import checked

VERSION = "0.2.0"

__all__ = [
    "VERSION",
    "EngineError",
    "Input",
    "InputError",
    "Mechanism",
    "OptionError",
    "Options",
    "Program",
    "ShapeError",
    "Step",
    "Trace",
    "checked",
    "choices",
    "families",
    "mechanism",
    "mechanisms",
    "option_sets",
    "run",
]
