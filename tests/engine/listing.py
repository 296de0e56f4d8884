"""What the examiner can name, by version of the engine: a file for each version in tests/engine/known/.

`python -m tests.engine.listing` writes the file of today's engine.VERSION; it refuses to change what that version
already knows of a mechanism, since attempts marked by it would never be marked again: raise engine.VERSION first.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TypedDict

from engine import MECHANISMS, VERSION, Program
from engine.readings.gradient import gradient
from engine.readings.misconceptions import wrong_versions
from tests.engine.cases import cases_of, name_of

FOLDER = Path(__file__).parent / "known"


class Known(TypedDict):
    """Of one mechanism: every id, and a digest of which of them there are at which step under which options."""

    ids: list[str]
    digest: str


def known(mechanism: str) -> Known:
    """Over every option set and step, and over the backward pass under the default options."""
    ids: set[str] = set()
    lines = []
    for name, program in _programs(mechanism):
        for step in program.steps:
            here = sorted({wrong.id for wrong in wrong_versions(program, step)})
            ids.update(here)
            lines.append(f"{name} {step}: {' '.join(here)}")
    return Known(ids=sorted(ids), digest=sha256("\n".join(sorted(lines)).encode()).hexdigest()[:16])


def _programs(mechanism: str) -> Iterator[tuple[str, Program]]:
    for case in cases_of(MECHANISMS[mechanism]):
        yield name_of(case), MECHANISMS[mechanism].build(case[1])
    program = MECHANISMS[mechanism].build()
    yield "backward", gradient(program, [*program.steps][-1])


def stored(version: str = VERSION) -> dict[str, Known]:
    """What a version knows; nothing where it has no file."""
    file = FOLDER / f"{version}.json"
    found: dict[str, Known] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return found


def write() -> list[str]:
    """Write the file of today's version, or give the mechanisms in which it would change and write nothing."""
    now, before = {id: known(id) for id in sorted(MECHANISMS)}, stored()
    changed = [id for id in before if now.get(id) != before[id]]
    if not changed:
        text = json.dumps(now, indent=1, ensure_ascii=False)
        (FOLDER / f"{VERSION}.json").write_text(text + "\n", encoding="utf-8")
    return changed


if __name__ == "__main__":
    changed = write()
    sys.exit(f"{VERSION} knows {', '.join(changed)} otherwise: raise engine.VERSION first." if changed else 0)
