"""Weights that stand in a file: code loads them by name instead of writing them out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.execution.run import Trace
from engine.readings.code.rules import Language

VARIABLE = "trained"  # what the code calls the file's arrays


@dataclass(frozen=True)
class Stored:
    """An .npz file of weights: its `name`, as the code opens it, and its `arrays` by input id."""

    name: str
    arrays: Mapping[str, Any]

    def found(self, trace: Trace) -> dict[str, str]:
        """The expression for each input whose numbers are still the file's, .T where the layout has turned them."""
        ways = {id: _way(trace[id], self.arrays[id]) for id in trace.program.inputs if id in self.arrays}
        return {id: f'{VARIABLE}["{id}"]{way}' for id, way in ways.items() if way is not None}

    def opening(self, language: Language) -> str:
        """The lines that open the file."""
        imported = "" if language == "numpy" else "import numpy as np\n\n"
        opened = f'with np.load("{self.name}") as file:  # the weights, beside this file'
        return f"{imported}{opened}\n    {VARIABLE} = dict(file)"


def _way(used: Any, stored: Any) -> str | None:
    if np.array_equal(used, stored):
        return ""
    return ".T" if np.array_equal(used, np.swapaxes(stored, -1, -2)) else None
