"""Computation engine: programs of named steps over NumPy arrays, and the readings made from them.

A mechanism writes a program; `checked` validates a learner's inputs and `run` computes every step. The modules in
engine/readings explain, differentiate, compare and export the same program.
"""

from __future__ import annotations

from engine import mechanisms
from engine.errors import EngineError, InputError, OptionError, ShapeError
from engine.execution.run import Trace, run
from engine.inputs.validate import checked
from engine.mechanism import MECHANISMS, Mechanism, mechanism
from engine.option_sets import option_sets
from engine.options import Options, choices
from engine.program import Input, Program, Step

VERSION = "0.9.0"

__all__ = [
    "MECHANISMS",
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
    "mechanism",
    "mechanisms",
    "option_sets",
    "run",
]
