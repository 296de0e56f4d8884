"""What runs over time: gates, states, attention and what is kept, as declared, held against the numbers."""

from __future__ import annotations

import numpy as np
import pytest

from engine import MECHANISMS, run
from engine.execution.run import evaluated
from engine.readings.gradient import gradient
from engine.readings.moments import Track, place_of, tracks, words_read
from tests.engine.cases import Case, draw, each_case
from tests.engine.disguise import Names, disguised

NAMES = Names()


@each_case
def test_what_is_kept_and_what_is_written_make_the_new_state(case: Case) -> None:
    id, options = case
    program = MECHANISMS[id].build(options)
    trace = run(program, draw(program))
    for step in program.steps.values():
        if step.renewal is None:
            continue
        parts = evaluated([x for x in (step.renewal.kept, step.renewal.written) if x is not None], trace.arrays)
        if step.renewal.grows:
            axis = -1 if options.tokens_are_columns else -2
            made = np.concatenate(parts, axis)
        else:
            made = np.sum([np.broadcast_to(part, trace[step.id].shape) for part in parts], axis=0)
        assert np.allclose(made, trace[step.id]), step.id


@each_case
def test_gates_and_attention_are_what_they_are_said_to_be(case: Case) -> None:
    id, options = case
    program = MECHANISMS[id].build(options)
    trace = run(program, draw(program))
    for step in program.steps.values():
        array = trace[step.id]
        if step.meaning == "gate":
            assert ((array >= 0) & (array <= 1)).all(), step.id
        if step.meaning == "attention":
            sums = array.sum(-2 if options.tokens_are_columns else -1)
            assert (np.isclose(sums, 1) | np.isclose(sums, 0)).all(), step.id


@pytest.mark.parametrize("id", MECHANISMS)
def test_under_other_names_the_same_runs_over_time(id: str) -> None:
    found = MECHANISMS[id]
    sizes = {**found.sizes, **({"layers": 2} if "layers" in found.sizes else {})}
    other = disguised(found, NAMES).build(found.options(), {NAMES[n]: v for n, v in sizes.items()})
    program = found.build(found.options(), sizes)
    told = [_told(track, NAMES) for track in tracks(program)]
    branches = {group.branch for step in program.steps.values() for group in step.path}
    assert bool(told) == bool(branches & {"time", "token"})
    assert told == [_told(track) for track in tracks(other)]


def _told(track: Track, names: Names | None = None) -> tuple[object, ...]:
    called = (lambda name: names[name]) if names else (lambda name: name)
    lanes = (track.gates, track.candidates, track.states, track.attention)
    return (called(track.axis), track.order, *([called(name) for name in lane] for lane in lanes))


def test_an_lstms_lanes() -> None:
    (track,) = tracks(MECHANISMS["lstm"].build(sizes={"T": 3}))
    assert track.gates == ("forget_gate", "input_gate", "output_gate")
    assert track.candidates == ("candidate",)
    assert track.states == ("cell", "hidden")
    assert (track.axis, track.order, track.reversed) == ("T", (1, 2, 3), False)


def test_a_single_word_is_read_forwards_in_either_direction() -> None:
    mechanism = MECHANISMS["gru"]
    program = mechanism.build(mechanism.choose(direction="both"), {"T": 1})
    assert [(track.order, track.reversed) for track in tracks(program)] == [((1,), False), ((1,), False)]


def test_a_cache_that_grows_has_no_candidate() -> None:
    found = tracks(MECHANISMS["kv_cache"].build())
    assert found
    assert [track.candidates for track in found] == [()] * len(found)


def test_two_layers_in_both_directions_are_four_tracks() -> None:
    mechanism = MECHANISMS["gru"]
    program = mechanism.build(mechanism.choose(direction="both"), {"T": 3, "layers": 2})
    assert [(str(t.path[0]), str(t.path[1]), t.order) for t in tracks(program)] == [
        ("layer=1", "forward", (1, 2, 3)),
        ("layer=1", "reverse", (3, 2, 1)),
        ("layer=2", "forward", (1, 2, 3)),
        ("layer=2", "reverse", (3, 2, 1)),
    ]


def test_the_decoder_looks_at_the_words_of_the_encoder() -> None:
    encoder, decoder = tracks(MECHANISMS["rnn_attention"].build())
    assert (encoder.axis, decoder.axis) == ("n", "m")
    assert decoder.step("weights", 1).over == encoder.axis
    assert decoder.states == ("state",)


@pytest.mark.parametrize("inputs", ["per_step", "at_once"])
def test_the_words_are_found_behind_a_product_for_all_of_them(inputs: str) -> None:
    mechanism = MECHANISMS["lstm"]
    options = mechanism.choose(product="fused", inputs=inputs)
    for layout, axis in (("rows", -2), ("columns", -1)):
        program = mechanism.build(mechanism.choose(**{**vars(options), "tokens": layout}), {"T": 3})
        (track,) = tracks(program)
        assert words_read(program, track, 2) == ("X", axis)


def test_a_step_of_the_backward_pass_stands_in_its_moment() -> None:
    mechanism = MECHANISMS["lstm"]
    program = gradient(mechanism.build(sizes={"T": 2}), "outputs")
    place = place_of(program.steps["backward/t=2/cell"])
    assert place is not None
    assert (place.track, place.moment, place.backward) == ((), 2, True)
    assert place_of(program.steps["outputs"]) is None
