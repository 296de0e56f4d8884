"""The line of every key, held against tomllib's values."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.loader import ROOT
from content.toml.line_numbers import Keys, line_of, lines

SAMPLE = '''
title = "a # no comment"   # a comment
[steps.scores]
why = {en = "x", zh = "[y]"}

["quoted.key".'single']
text = """
[not.a.table]
key = "value"
"""
raw = \'\'\'
[[neither]]\'\'\'
dotted.name = 1
matrix = [
  [1, 2],  # one
  [3, 4],
]
[[presets]]
id = "a"
[presets.inputs]
X = [[1]]
[[presets]]
id = "b"
[[presets.expected]]
step = "s"
[[presets.expected]]
step = "t"
escaped = "\\" = [ {"
'''


def paths(data: Any, keys: Keys = ()) -> Iterator[Keys]:
    if keys:
        yield keys
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inside:
        yield from paths(value, (*keys, key))


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("title",), 2),
        (("steps",), 3),
        (("steps", "scores", "why"), 4),
        (("steps", "scores", "why", "zh"), 4),
        (("quoted.key", "single"), 6),
        (("quoted.key", "single", "text"), 7),
        (("quoted.key", "single", "raw"), 11),
        (("quoted.key", "single", "dotted", "name"), 13),
        (("quoted.key", "single", "matrix", 1), 16),
        (("quoted.key", "single", "matrix", 1, 0), 16),
        (("presets", 0, "inputs", "X"), 21),
        (("presets", 1), 22),
        (("presets", 1, "expected", 1, "step"), 27),
        (("presets", 1, "expected", 1, "escaped"), 28),
    ],
)
def test_every_key_has_its_line(keys: Keys, line: int) -> None:
    assert lines(SAMPLE)[keys] == line


def test_nothing_else_is_found() -> None:
    assert set(lines(SAMPLE)) - {("presets",)} == set(paths(tomllib.loads(SAMPLE))) - {("presets",)} - {
        ("presets", 1, "expected")
    }


def test_what_is_missing_is_placed_at_what_is_nearest() -> None:
    found = lines(SAMPLE)
    assert line_of(found, ("steps", "scores", "title", "en")) == 3
    assert line_of(found, ("nothing",)) == 1


@pytest.mark.parametrize("file", sorted(ROOT.rglob("*.toml")), ids=lambda file: str(file.relative_to(ROOT)))
def test_every_key_of_the_content_is_found_on_a_line_that_names_it(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    found, rows = lines(text), text.split("\n")
    for keys in paths(tomllib.loads(text)):
        if isinstance(keys[-1], str) and keys in found:
            assert keys[-1] in rows[found[keys] - 1]
        elif isinstance(keys[-1], int):
            assert keys in found


bare = st.text("abcdefg_-0123", min_size=1, max_size=4)
plain = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=6)
simple = plain.filter(lambda text: '"' not in text and "\\" not in text)
quoted = st.builds(lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"', plain)
scalar = quoted | st.sampled_from(["1", "-2.5e3", "true", "1979-05-27", "'[raw] {'", '"""\n] } #\n"""'])
value = st.recursive(
    scalar,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda xs: "[\n" + ",\n".join(xs) + "\n]")
        | st.dictionaries(bare, inner.filter(lambda x: "\n" not in x), max_size=3).map(
            lambda d: "{" + ", ".join(f"{k} = {x}" for k, x in d.items()) + "}"
        )
    ),
    max_leaves=6,
)


@pytest.mark.exhaustive
@given(st.dictionaries(bare | simple.map(lambda text: f'"{text}"'), value, max_size=4))
def test_any_toml_is_walked_to_its_end(table: dict[str, str]) -> None:
    text = "\n".join(f"{key} = {x} # comment" for key, x in table.items())
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    found = lines(text)
    assert set(found) == set(paths(data))
