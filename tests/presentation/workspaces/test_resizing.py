"""Any sizes on Explain: what is typed stays where it fits; all else is filled in, and looks so until it is touched."""

from __future__ import annotations

import random

import pytest

from content import Topic, arrays, topic, topics
from engine import EngineError, InputError, ShapeError, choices
from engine.axes import Counts
from engine.given_steps import can_be_given
from presentation.workspaces.resizing import Texts, adjustable, largest, placeholders, refitted
from presentation.workspaces.workspace import Workspace, workspace
from tests.sweeps import first_of_each

PRESETS = [(found, preset.id) for found in topics() for preset in found.presets]

each_example = pytest.mark.parametrize(  # of each topic one always
    ("found", "preset"), first_of_each(lambda one: one[0].id, PRESETS, lambda one: f"{one[0].id}-{one[1]}")
)


def opened(found: Topic, preset: str) -> Workspace:
    return workspace(found, preset, arrays(found.preset(preset)))


def resized(space: Workspace, **sizes: int) -> Workspace | None:
    """None where the mechanism refuses these sizes in one sentence."""
    try:
        return space.with_sizes(**sizes)
    except ShapeError:
        return None


@each_example
def test_every_size_can_be_set_and_computes(found: Topic, preset: str) -> None:
    space = opened(found, preset)
    rng = random.Random(f"{found.id} {preset}")
    accepted = 0
    for _ in range(12):
        sizes = adjustable(space.pattern, space.all_sizes(), space.mechanism.counts)
        name = rng.choice(list(sizes))
        there = resized(space, **{name: rng.randint(1, 8 if space.mechanism.counts[name] is not Counts.LAYERS else 3)})
        if there is None:
            continue
        accepted += 1
        assert there.trace.program.dims[name] == there.all_sizes()[name]
        for id, rows in there.typed.items():
            if there.pattern.inputs[id].role == "one_hot":
                continue
            before = space.typed.get(id, ())
            for i, row in enumerate(rows):
                for j, cell in enumerate(row):
                    new = i >= len(before) or j >= len(before[i])
                    assert new <= ((i, j) in there.placeholders.get(id, ()))
                    if not new:
                        assert cell == before[i][j]
        space = there
    assert accepted >= 4


def test_a_larger_matrix_begins_with_the_same_placeholders() -> None:
    small, large = placeholders("W_q", "weight", (2, 3)), placeholders("W_q", "weight", (64, 64))
    assert tuple(row[:3] for row in large[:2]) == small
    assert placeholders("W_q", "weight", (2, 3)) != placeholders("W_k", "weight", (2, 3))


def test_a_placeholder_that_is_typed_over_is_the_learners() -> None:
    space = opened(topic("self-attention"), topic("self-attention").presets[0].id).with_sizes(d_k=4)
    assert space.placeholders["W_q"] == {(i, j) for i in range(3) for j in (2, 3)}
    rows = [list(row) for row in space.typed["W_q"]]
    rows[0][2] = "7"
    touched = space.with_typed({"W_q": rows})
    assert touched.placeholders["W_q"] == space.placeholders["W_q"] - {(0, 2)}
    assert touched.with_sizes(d_k=5).typed["W_q"][0][:3] == touched.typed["W_q"][0][:3]


def test_sizes_that_must_divide_are_refused_in_a_sentence() -> None:
    space = opened(topic("grouped-query"), topic("grouped-query").presets[0].id)
    with pytest.raises(EngineError, match="key-value heads"):
        space.with_sizes(h=4, g=3)
    assert space.with_sizes(h=6, g=3).trace.program.dims["h"] == 6


@pytest.mark.exhaustive
def test_a_sentence_after_other_sizes_still_sets_the_number_of_tokens() -> None:
    for found, preset in PRESETS:
        space = opened(found, preset)
        if space.word_input is None:
            continue
        sizes = adjustable(space.pattern, space.all_sizes(), space.mechanism.counts)
        heads = [name for name in sizes if space.mechanism.counts[name] is Counts.HEADS]
        wider = resized(space, **dict.fromkeys(heads, 4)) or space
        try:
            said = wider.with_sentence("a b c")
        except (ShapeError, InputError):  # a table of positions that is too short, a model that has other words
            continue
        assert len(said.words) == 3
        assert said.trace.program.steps
        assert [said.all_sizes()[name] for name in heads] == [wider.all_sizes()[name] for name in heads]


def test_the_largest_that_a_page_shows() -> None:
    assert {largest(counts) for counts in (Counts.TOKENS, Counts.SOURCE)} == {128}
    assert {largest(counts) for counts in (Counts.TIME, None)} == {64}
    space = opened(topic("self-attention"), topic("self-attention").presets[0].id)
    large = space.with_sizes(n=128, d=64, d_k=64, d_v=64)
    assert large.trace["weights"].shape == (128, 128)
    assert len(large.words) == 128


def test_what_a_row_chooses_stays_while_it_is_there() -> None:
    rows: Texts = (("0", "1", "0"), ("0", "0", "1"), ("1", "0", "0"))
    fewer, new = refitted(rows, "tokens", "one_hot", (3, 2), columns=False)
    assert fewer[0] == ("0", "1")
    assert sorted(fewer[1]) == ["0", "1"]
    assert fewer[2] == ("1", "0")
    assert new == {(1, 0), (1, 1)}
    more, new = refitted(rows, "tokens", "one_hot", (4, 4), columns=False)
    assert more[:3] == (("0", "1", "0", "0"), ("0", "0", "1", "0"), ("1", "0", "0", "0"))
    assert new == {(3, j) for j in range(4)}
    turned, new = refitted(tuple(zip(*rows, strict=True)), "tokens", "one_hot", (4, 4), columns=True)
    assert tuple(zip(*turned, strict=True))[:3] == more[:3]
    assert new == {(i, 3) for i in range(4)}


@pytest.mark.exhaustive
@pytest.mark.parametrize("found", topics(), ids=lambda found: found.id)
def test_given_steps_compute_under_any_sizes_and_conventions(found: Topic) -> None:
    space = opened(found, found.presets[0].id)
    offered = can_be_given(space.whole)
    for step in offered[:: max(1, len(offered) // 4)]:
        begun = space.with_given([step])
        assert step in begun.trace.program.inputs
        for id in begun.trace.program.steps:
            assert begun.trace[id] == pytest.approx(space.trace[id], abs=1e-5, nan_ok=True)
        for name, value in adjustable(space.pattern, space.all_sizes(), space.mechanism.counts).items():
            larger = resized(begun, **{name: value + 1})
            assert larger is None or larger.trace.program.inputs
        for option, values in choices(type(space.options)).items():
            try:
                other = begun.with_options(**{option: values[-1]})
            except EngineError:
                continue
            assert other.trace.program.inputs
