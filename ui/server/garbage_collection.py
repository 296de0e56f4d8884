"""When Python looks for garbage in a server, whose modules, programs and figures stay for good.

With Python's own thresholds a first page waits 0.09 s for collections that find nothing, and a later run up to 0.17 s
for one of everything (`benchmarks/app.py`, "docs/performance.md").
"""

from __future__ import annotations

import gc

YOUNG, MIDDLE, OLD = 50_000, 10, 10  # containers made and not freed; collections of the younger before one of the older


def install() -> None:
    """Collect after more new objects than one run of a page makes, and leave out what was imported before."""
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
