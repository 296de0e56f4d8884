"""Side-by-side measurements: each module has a main() that prints ratios. `python -m benchmarks` runs them all."""

from __future__ import annotations

import os

for _library in ("OPENBLAS", "OMP", "MKL"):  # read once, when numpy or torch is first imported
    os.environ[f"{_library}_NUM_THREADS"] = "1"
