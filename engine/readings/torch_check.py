"""Check with PyTorch: the exported code is run, and every step held against the engine's."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import EngineError
from engine.execution.run import Trace
from engine.readings.code import Precision, function

CPU_BUILD = "https://download.pytorch.org/whl/cpu"  # on Linux the plain one brings several gigabytes of CUDA
AGREES = 1e-9  # of a step's largest number, in float64: a thousand times what rounding usually leaves there


class TorchMissing(EngineError):
    """PyTorch is not installed, or what is installed cannot be loaded."""


@dataclass(frozen=True)
class Difference:
    """The largest difference of a step, in float64 and in float32, as a part of the step's largest number.

    A step whose numbers are all below 1 is measured against 1. The difference is infinite where one side has a number
    and the other has none, or another infinity.
    """

    step: str
    float64: float
    float32: float

    @property
    def agrees(self) -> bool:
        """Whether both computed the same, up to the rounding of float64."""
        return self.float64 <= AGREES


def installed() -> bool:
    """Whether PyTorch is there to be imported; importing it takes about a second."""
    return find_spec("torch") is not None


def install_line(platform: str = sys.platform) -> str:
    """The command that installs PyTorch beside Stepwise, for the Python that is running."""
    python, here = Path(sys.executable), Path.cwd()
    shown = str(python.relative_to(here) if python.is_relative_to(here) else python)
    quoted = f'"{shown}"' if " " in shown else shown
    index = f" --index-url {CPU_BUILD}" if platform == "linux" else ""
    return f"{quoted} -m pip install -r requirements-torch.txt{index}"


def check(trace: Trace) -> tuple[Difference, ...]:
    """Every step of a trace held against PyTorch, in the order of the program. Raises TorchMissing."""
    steps = list(trace.program.steps)
    double, single = by_torch(trace, "float64"), by_torch(trace, "float32")
    return tuple(Difference(id, _apart(trace[id], double[id]), _apart(trace[id], single[id])) for id in steps)


def by_torch(trace: Trace, precision: Precision) -> dict[str, Any]:
    """Every step as the exported PyTorch code computes it from the trace's inputs. Raises TorchMissing."""
    torch = load_torch()
    steps, space = list(trace.program.steps), dict[str, Any]()
    source = function(trace.program, "computation", "pytorch", steps, precision)
    # The source is this project's own text over a closed alphabet; the learner's numbers come in as arrays.
    exec(source, space)  # noqa: S102
    with torch.no_grad():
        inputs = (torch.tensor(trace[id], dtype=getattr(torch, precision)) for id in trace.program.inputs)
        results = space["computation"](*inputs)
    found = results if len(steps) > 1 else (results,)
    return {id: result.double().numpy() for id, result in zip(steps, found, strict=True)}


def load_torch() -> Any:
    """PyTorch's module. Raises TorchMissing where it is not installed or does not load."""
    try:
        import torch
    except (ImportError, OSError) as error:  # OSError: one of its libraries does not load
        raise TorchMissing("PyTorch cannot be loaded: {reason}", reason=error) from error
    return torch


def _apart(ours: Any, theirs: Any) -> float:
    """The largest difference over the largest of our numbers, or over 1; the same infinity twice is no difference."""
    same = (ours == theirs) | (np.isnan(ours) & np.isnan(theirs))
    if np.shape(theirs) != np.shape(ours):
        return np.inf
    if not (same | (np.isfinite(ours) & np.isfinite(theirs))).all():
        return np.inf
    apart = np.abs(np.where(same, 0, ours) - np.where(same, 0, theirs))
    scale = np.abs(ours[np.isfinite(ours)]).max(initial=1)
    return float((apart / scale).max(initial=0))
