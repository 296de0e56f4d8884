"""A workspace in an address: everything that was typed and chosen, compressed into letters that addresses may hold."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from content import Topic
from engine import EngineError
from presentation.workspaces.resizing import LARGEST, LARGEST_OTHER, largest
from presentation.workspaces.workspace import Workspace
from presentation.workspaces.workspace_state import restored, stated

LONGEST = 8000  # letters; what is longer is cut by chats and mail programs
MOST_BYTES = 2_000_000  # of what a link holds when it is unpacked; a page full of numbers has a fifth of it
QUICK, SHORTEST = 6, 9  # levels of compression; the second takes ten times as long for a twentieth less
NEARLY = 1.1  # times the longest: what is longer does not become short enough
LONGEST_TEXT = 64  # letters of a number or a word
UNUSABLE = (
    EngineError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    OverflowError,
    RecursionError,
    zlib.error,
)
LARGEST_OF_ALL = max(LARGEST_OTHER, *LARGEST.values())


class BadLink(ValueError):
    """A link that holds no workspace of this topic."""


def packed(space: Workspace) -> str:
    """Letters that hold the workspace, for the address."""
    state = stated(space)
    state["placeholders"] = {id: _bits(space, id, map(tuple, cells)) for id, cells in state["placeholders"].items()}
    text = json.dumps(state, separators=(",", ":"), ensure_ascii=False)
    letters = _letters(text, QUICK)
    return _letters(text, SHORTEST) if LONGEST < len(letters) < LONGEST * NEARLY else letters


def _letters(text: str, level: int) -> str:
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), level)).decode().rstrip("=")


def unpacked(topic: Topic, letters: str, language: str) -> Workspace:
    """The workspace that a link holds. Raises BadLink where there is none, or it is larger than a page."""
    try:
        state = _state(letters)
        state["placeholders"] = {str(id): _cells(rows) for id, rows in state["placeholders"].items()}
        _check(state)
        if state.get("own"):
            raise LookupError(topic.id)  # nobody is sent to a path of somebody else's machine
        found = restored(topic, state, language)
        found.trace  # noqa: B018 - nobody is sent numbers that cannot be computed with
    except UNUSABLE as error:
        raise BadLink(topic.id) from error
    if any(n > largest(found.mechanism.counts.get(name)) for name, n in found.all_sizes().items()):
        raise BadLink(topic.id)
    return found


def _state(letters: str) -> dict[str, Any]:
    if len(letters) > LONGEST:
        raise ValueError(len(letters))
    try:
        raw = base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
    except binascii.Error as error:
        raise ValueError(letters) from error
    stream = zlib.decompressobj()
    text = stream.decompress(raw, MOST_BYTES)
    if not stream.eof:
        raise ValueError(len(text))
    found = json.loads(text)
    if not isinstance(found, dict):
        raise TypeError(type(found))
    return found


def _check(state: Mapping[str, Any]) -> None:
    """Refuse texts longer than any number or word, and sizes that nothing could be built at."""
    matrices = [rows for part in ("typed", "given", "training") for rows in state[part].values()]
    cells = [text for rows in matrices for row in rows for text in row]
    if any(not isinstance(text, str) or len(text) > LONGEST_TEXT for text in (*cells, *state["words"])):
        raise TypeError
    if any(not 0 < int(n) <= LARGEST_OF_ALL for n in state["sizes"].values()):
        raise ValueError


def _bits(space: Workspace, id: str, cells: Iterable[tuple[int, ...]]) -> list[str]:
    """The cells of a matrix that are in the set, as rows of 0 and 1: whole matrices of them cost a few letters."""
    there = set(cells)
    rows = space.typed.get(id, ())
    return ["".join("01"[(i, j) in there] for j in range(len(row))) for i, row in enumerate(rows)]


def _cells(rows: Iterable[str]) -> list[list[int]]:
    return [[i, j] for i, row in enumerate(rows) for j, bit in enumerate(row) if bit == "1"]
