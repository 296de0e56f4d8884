"""Three-way merge of answers: two windows may type into one question at the same time."""

from __future__ import annotations

from typing import Any

BLANK = ""


def merged(base: Any, mine: Any, stored: Any) -> Any:
    """What is kept of `mine` and `stored`, two versions of `base`: cell by cell, mine where mine was changed.

    Mappings are merged by key and lists of the same length by place; anything else is one cell. What `base` does not
    have counts as a blank cell.
    """
    if mine in (base, stored):
        return stored
    if stored == base:
        return mine
    if isinstance(mine, dict) and isinstance(stored, dict):
        return _merged_mappings(base if isinstance(base, dict) else {}, mine, stored)
    if isinstance(mine, list) and isinstance(stored, list) and len(mine) == len(stored):
        old = base if isinstance(base, list) and len(base) == len(mine) else [BLANK] * len(mine)
        return [merged(*cells) for cells in zip(old, mine, stored, strict=True)]
    return mine


def _merged_mappings(base: dict[str, Any], mine: dict[str, Any], stored: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for key in {**stored, **mine}:
        if key in mine and key in stored:
            found[key] = merged(base.get(key, BLANK), mine[key], stored[key])
        else:  # one of the two has added it or changed it, or the other has taken it away
            only = mine[key] if key in mine else stored[key]
            if key not in base or only != base[key]:
                found[key] = only
    return found
