"""`python -m benchmarks [name ...]`: run the named measurements, or all of them."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from benchmarks.processor import described

HELPERS = {"__init__", "__main__", "processor", "timing"}


def main(wanted: list[str]) -> int:
    """Run each measurement's main(), one after the other; name those that do not exist."""
    known = sorted({path.stem for path in Path(__file__).parent.glob("*.py")} - HELPERS)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        print(f"No benchmark called {', '.join(unknown)}. There are: {', '.join(known)}.", file=sys.stderr)
        return 1
    print(described())
    for name in wanted or known:
        print(f"\n{name}\n{'=' * len(name)}")
        import_module(f"benchmarks.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
