"""Nothing imports in a circle: no file, and no folder or file beside another in any folder."""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import cache

import grimp
import pytest

from tests.project.files import PACKAGES

Edges = Mapping[str, Set[str]]


@cache
def imports() -> grimp.ImportGraph:
    """Which module imports which, what is imported late or for types only included."""
    return grimp.build_graph(*PACKAGES, cache_dir=None)


def folders() -> list[str]:
    """Every folder with Python files in it."""
    return sorted(module for module in imports().modules if imports().find_children(module))


def within(folder: str) -> Edges:
    """Which of a folder's files and folders imports which other one; the folder's own __init__ is one of them."""
    graph = imports()
    parts = {folder: {folder}}
    parts |= {child: {child, *graph.find_descendants(child)} for child in graph.find_children(folder)}
    of = {module: part for part, modules in parts.items() for module in modules}
    return {
        part: {of[used] for module in modules for used in graph.find_modules_directly_imported_by(module) if used in of}
        - {part}
        for part, modules in parts.items()
    }


def circle(edges: Edges) -> tuple[str, ...]:
    """One way round, its beginning named again at its end; nothing where there is none."""
    done: set[str] = set()

    def search(node: str, path: tuple[str, ...]) -> tuple[str, ...]:
        if node in path:
            return (*path[path.index(node) :], node)
        if node in done:
            return ()
        found = next((way for other in sorted(edges[node]) if (way := search(other, (*path, node)))), ())
        done.add(node)
        return found

    return next((way for node in sorted(edges) if (way := search(node, ()))), ())


@pytest.mark.parametrize("folder", folders())
def test_no_circle_within_a_folder(folder: str) -> None:
    found = circle(within(folder))
    assert not found, " → ".join(found)


def test_no_circle_between_files() -> None:
    graph = imports()
    edges = {module: graph.find_modules_directly_imported_by(module) & graph.modules for module in graph.modules}
    found = circle(edges)
    assert not found, " → ".join(found)


def test_circles_are_found() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == ("b", "c", "b")
    assert circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == ()
