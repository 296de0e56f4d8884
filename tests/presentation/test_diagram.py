"""Structure diagrams: boxes are exactly the steps, wires exactly what they read, nothing lies on anything else."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import combinations, pairwise

import pytest

from content import headings, topic
from engine import MECHANISMS, Program, Trace, run
from engine.expression.node import names
from engine.readings.gradient import gradient
from engine.readings.structure.levels import levels
from engine.readings.structure.merged_boxes import folded, joined, unrolled
from engine.readings.structure.scope import Scope, scope_of, scopes
from engine.readings.structure.wiring import KEPT, SUM, WRITTEN, wired
from presentation.content_words import step_titles
from presentation.diagram.draw import drawn
from presentation.diagram.layout import APART_MOMENTS, Spot, placed
from presentation.diagram.levels import Structures
from presentation.diagram.titles import box_titles
from presentation.element import Element
from presentation.figure.layout import story
from presentation.workspaces.workspace import opened
from tests.engine.cases import Case, draw, each_case


def parts_of(program: Program) -> dict[str, int]:
    return {step: n for n, told in enumerate(story(program), 1) for step in told}


def picture(trace: Trace, scope: Scope, unit: int = 0) -> Element:
    return drawn(scope, trace, lambda box: box.last.name, parts_of(trace.program), unit)


@each_case
def test_the_boxes_of_all_diagrams_are_exactly_the_steps(case: Case) -> None:
    id, options = case
    program = MECHANISMS[id].build(options)
    found = Counter(step.id for scope in scopes(program) for step in scope.steps)
    assert found == Counter(list(program.steps))
    for scope in scopes(program):
        places = placed(program, scope)
        boxes = Counter(step for rank in places.ranks for spot in rank for step in spot.boxes)
        assert boxes == Counter(step.id for step in scope.steps)
        assert_wired(program, scope)


def assert_wired(program: Program, scope: Scope) -> None:
    """Each step is wired to all that it reads but parameters, straight or through its valves, and to nothing else."""
    wires = {(wire.source.partition("|in")[0], wire.target) for wire in wired(program, scope).wires}
    row = {box.id: n for n, row in enumerate(scope.rows) for box in row}
    for step in scope.steps:
        valves = [f"{step.id}{mark}" for mark in (KEPT, WRITTEN, SUM)]
        into = {a for a, b in wires if b in (step.id, *valves)} - set(valves)
        trained = {id for id, x in program.inputs.items() if x.trained}
        beside = {id for id in names(step.expr) if row.get(id) == row[step.id]}  # drawn inside the row's frame
        assert into | beside == set(names(step.expr)) - trained, step.id


def small(id: str) -> Program:
    mechanism = MECHANISMS[id]
    return mechanism.build(sizes={"layers": 2} if "layers" in mechanism.sizes else {})


@pytest.mark.parametrize("id", MECHANISMS)
@pytest.mark.parametrize("backward", [False, True])
def test_what_is_read_stands_below_and_boxes_do_not_overlap(id: str, backward: bool) -> None:
    program = small(id)
    if backward:
        program = gradient(program, [*program.steps][-1])
    for scope in scopes(program):
        assert_laid_out(program, scope)
        assert_laid_out(program, folded(program, scope))


def assert_laid_out(program: Program, scope: Scope) -> None:
    """Wires lead upwards through every rank on their way, or sideways; nothing in a rank overlaps."""
    places = placed(program, scope)
    rank = {spot: n for n, spots in enumerate(places.ranks) for spot in spots}
    for course in places.courses:
        through = [rank[spot] for spot in course.through]
        assert course.wire.sideways or through == list(range(through[0], through[-1] + 1))
        assert len(through) > 1
    for spots in places.ranks:
        for a, b in combinations(spots, 2):
            assert abs(a.x - b.x) >= (a.width + b.width) / 2 - 1e-6
        assert all(edges(spot)[0] >= -1e-6 and edges(spot)[1] <= places.width + 1e-6 for spot in spots)


def edges(spot: Spot) -> tuple[float, float]:
    return spot.x - spot.width / 2, spot.x + spot.width / 2


@pytest.mark.parametrize("one", [one.id for one in headings()])
def test_every_topic_draws_its_steps_and_each_box_leads_to_its_part(one: str) -> None:
    space = opened(topic(one))
    program, parts = space.trace.program, parts_of(space.trace.program)
    title = step_titles(space.topic, program)
    for scope in scopes(program):
        tree = drawn(scope, space.trace, box_titles(space.topic, program), parts)
        boxes = [e for e in tree.all() if e.get("class").startswith("box")]
        assert [box.get("data-to") for box in boxes] == [f"part:{parts[step.id]}" for step in scope.steps]
        said = zip(boxes, scope.steps, strict=True)
        assert all(box.get("aria-label").startswith(title(step.id).name) for box, step in said)
        assert not re.search("nan|inf|None", tree.markup)


# ---- from the whole to the single step ----


@each_case
def test_every_step_stands_in_one_box_of_each_of_its_diagrams_and_is_found_alone_in_the_last(case: Case) -> None:
    id, options = case
    program = MECHANISMS[id].build(options)
    found = {step: levels(program, step) for step in program.steps}
    for step, scopes_of in found.items():
        assert all([one.id for one in scope.steps].count(step) == 1 for scope in scopes_of)
        assert not scopes_of[-1].box_of[step].opens
        for outer, inner in pairwise(scopes_of):
            assert {one.id for one in inner.steps} <= {one.id for one in outer.box_of[step].steps}
    innermost = {box.steps for scopes_of in found.values() for box in scopes_of[-1].boxes if not box.opens}
    assert Counter(step.id for steps in innermost for step in steps) == Counter(list(program.steps))


@pytest.mark.parametrize("id", MECHANISMS)
@pytest.mark.parametrize("backward", [False, True])
def test_the_diagrams_of_every_step_are_laid_out(id: str, backward: bool) -> None:
    program = small(id)
    if backward:
        program = gradient(program, [*program.steps][-1])
    for scope in dict.fromkeys(scope for step in program.steps for scope in levels(program, step)):
        assert_laid_out(program, scope)


def test_a_sentence_is_unrolled_with_its_words_beside_the_cell_of_the_open_moment() -> None:
    space = opened(topic("lstm-sequence"))
    tree = Structures(space.topic, space.trace, space.axis_labels).of("t=3/cell", parts_of(space.trace.program))
    unrolled_, cell = (e for e in tree.all() if e.get("class") == "depth")
    words = space.words
    said = [e.get("aria-label") for e in unrolled_.all() if e.get("class").startswith("box part")]
    assert said == [f"t = {n} · {word}" for n, word in enumerate(words, 1)]
    handed = [e.text for e in unrolled_.all() if e.get("class") == "symbol handed"]
    assert handed == [f"C{n}, h{n}" for n in range(1, len(words))]
    passes = [e.text for e in cell.all() if e.get("class") == "passes"]
    gates = [f"{space.trace[f't=3/{gate}'][0, 0]:.2f}" for gate in ("forget_gate", "input_gate")]
    assert sorted(passes) == sorted(gates)


def test_the_gate_of_a_gru_passes_what_is_missing_from_1_on_the_other_side() -> None:
    program = MECHANISMS["gru_step"].build()
    trace = run(program, draw(program))
    update = float(trace["update_gate"][0, 0])
    passes = [e.text for e in picture(trace, scope_of(program, "hidden")).all() if e.get("class") == "passes"]
    assert sorted(passes) == sorted([f"{update:.2f}", f"{1 - update:.2f}"])


@pytest.mark.parametrize("layers", [1, 2, 12])
def test_the_layers_of_a_language_model_are_one_box_however_many(layers: int) -> None:
    mechanism = MECHANISMS["language_model"]
    program = mechanism.build(sizes={"layers": layers})
    inner = next(step for step in program.steps if step.endswith("attention/weights"))
    whole, layer, attention = levels(program, inner)
    assert [(box.part, box.times) for box in whole.boxes if box.opens] == [
        ("transformer_layer", layers),
        ("layer_norm", 1),
    ]
    assert [box.part for box in layer.boxes if box.opens].count("masked_multi_head_attention") == 1
    assert all(not box.opens for box in attention.boxes)
    title = box_titles(topic("language-model"), program)
    expected = "Transformer layer" if layers == 1 else f"{layers} × Transformer layer"
    assert [title(box) for box in whole.boxes][2] == expected


def test_an_lstms_valves_carry_its_state() -> None:
    mechanism = MECHANISMS["lstm_step"]
    program = mechanism.build(sizes={"d": 2, "k": 2})
    (scope,) = scopes(program)
    wires = {(wire.source, wire.target): wire.carried for wire in wired(program, scope).wires}
    kept, written, whole = (f"cell{mark}" for mark in (KEPT, WRITTEN, SUM))
    state = {("c_prev|in", kept), (kept, whole), (whole, "cell")}
    assert {ends for ends, carried in wires.items() if carried} == state
    assert {("forget_gate", kept), ("input_gate", written), ("candidate", written), (written, whole)} <= set(wires)
    assert ("forget_gate", "cell") not in wires


def test_the_lstm_of_1997_adds_to_its_state_and_forgets_nothing() -> None:
    mechanism = MECHANISMS["lstm_step"]
    program = mechanism.build(mechanism.presets["1997"])
    (scope,) = scopes(program)
    wires = {(wire.source, wire.target) for wire in wired(program, scope).wires}
    assert ("c_prev|in", f"cell{SUM}") in wires
    assert not any(target == f"cell{KEPT}" for _, target in wires)


def test_gates_show_how_far_they_are_open_and_wires_what_goes_along() -> None:
    program = MECHANISMS["gru_step"].build()
    trace = run(program, draw(program))
    for unit in (0, 1):
        tree = picture(trace, scope_of(program, "hidden"), unit)
        numbers = [e.text for e in tree.all() if e.get("class") == "number"]
        assert numbers == [f"{trace[gate][0, unit]:.2f}" for gate in ("reset_gate", "update_gate")]
        opening = [float(e.get("width")) for e in tree.all() if e.get("class") == "opening"]
        track = [float(e.get("width")) for e in tree.all() if e.get("class") == "track"]
        shares = [a / b for a, b in zip(opening, track, strict=True)]
        assert shares == pytest.approx([trace[gate][0, unit] for gate in ("reset_gate", "update_gate")], abs=1e-3)
    assert {e.text for e in tree.all() if e.get("class") == "shape"} == {"1×3", "1×2"}


def test_a_step_of_a_sequence_is_drawn_with_its_moment() -> None:
    program = replace(opened(topic("lstm-sequence")), gradient_of="outputs").trace.program
    assert {step.path[0].index for step in scope_of(program, "t=3/cell").steps} == {3}
    assert all(step.gradient_of for step in scope_of(program, "backward/t=3/cell").steps)


def test_steps_of_a_normalisation_share_a_row() -> None:
    program = MECHANISMS["encoder_block"].build()
    rows = [[box.last.name for box in row] for row in scope_of(program, "attention/queries").rows if len(row) > 1]
    normed = ["mean", "centred", "variance", "deviation", "normalised", "rescaled"]
    assert rows == [normed, normed]


def applied(id: str, source: str, target: str, **options: str) -> tuple[str, ...]:
    program = MECHANISMS[id].build(MECHANISMS[id].choose(**options))
    (scope,) = scopes(program)
    return next(w.applied for w in wired(program, scope).wires if (w.source, w.target) == (source, target))


def test_wires_say_what_is_done_on_the_way() -> None:
    assert applied("lstm_step", "cell", "hidden") == ("tanh",)
    assert applied("scaled_dot_product", "K|in", "scores") == ("transpose",)
    assert applied("scaled_dot_product", "Q|in", "scores") == ()
    kept, written = (applied("gru_step", "update_gate", f"hidden{mark}") for mark in (KEPT, WRITTEN))
    assert sorted([kept, written]) == [(), ("complement",)]
    program = MECHANISMS["lstm_step"].build()
    tree = picture(run(program, draw(program)), scope_of(program, "hidden"))
    assert [e.text for e in tree.all() if e.get("class") == "applied"] == ["tanh"]


def test_parts_of_a_block_are_one_box_each() -> None:
    space = opened(topic("encoder-block"))
    program = space.trace.program
    title = box_titles(space.topic, program)
    scope = folded(program, scope_of(program, "attention/queries"))
    named = [title(box) for box in scope.boxes]
    around = ["Add & layer norm", "Position-wise feed-forward network", "Add & layer norm"]
    assert named == ["Multi-head attention", *around]
    assert Counter(step.id for step in scope.steps) == Counter(list(program.steps))


def test_a_gate_and_its_pre_activation_are_one_box_unless_another_reads_that_too() -> None:
    program = MECHANISMS["lstm_step"].build()
    scope = folded(program, scope_of(program, "hidden"))
    gates = ["forget_gate", "input_gate", "candidate", "output_gate"]
    assert [box.id for box in scope.boxes] == ["joined", *gates, "cell", "hidden"]
    logits = MECHANISMS["masked_lm"].build()
    assert [box.id for box in folded(logits, scope_of(logits, "logits")).boxes][:2] == ["logits", "probabilities"]


def test_unrolled_moments_stand_beside_each_other_and_hand_on_sideways() -> None:
    program = MECHANISMS["rnn"].build()
    scope = unrolled(program)
    assert_laid_out(program, scope)
    places = placed(program, scope)
    hidden = [places.at[f"t={t}/hidden"] for t in (1, 2, 3)]
    assert len({spot.rank for spot in hidden}) == 1
    assert [spot.x for spot in hidden] == sorted(spot.x for spot in hidden)
    aside = {(w.source, w.target) for w in wired(program, scope).wires if w.sideways}
    assert aside == {(f"t={t}/hidden", f"t={t + 1}/joined") for t in (1, 2)}
    assert [port.row for port in scope.ports if port.source == "X"] == [0, 1, 2]


def test_the_moments_of_a_track_stand_level_in_their_order_also_where_the_first_reads_less() -> None:
    program = MECHANISMS["beam_search"].build()
    whole = levels(program, "t=1/scores")[0]
    places = placed(program, whole)
    moments = [places.at[box.id] for box in whole.boxes if box.whole]
    assert [spot.moment for spot in moments] == [1, 2, 3]
    assert len({spot.rank for spot in moments}) == 1
    assert [spot.x for spot in moments] == sorted(spot.x for spot in moments)
    gaps = [edges(b)[0] - edges(a)[1] for a, b in pairwise(moments)]
    assert max(gaps) < 2 * APART_MOMENTS


def test_steps_that_are_drawn_together_are_one_box_with_all_their_wires() -> None:
    program = MECHANISMS["rnn_attention"].build(sizes={"n": 2, "m": 1})
    scope = unrolled(program)
    scores = ["decoder/t=1/query_part", "decoder/t=1/activations", "decoder/t=1/scores"]
    found = joined(program, scope, [scores, ["logits", "probabilities"]])
    assert len(found.boxes) == len(scope.boxes) - 3
    assert [step.id for step in found.box_of["decoder/t=1/scores"].steps] == scores
    into = {wire.source for wire in wired(program, found).wires if wire.target == "decoder/t=1/scores"}
    assert into == {"decoder/start", "decoder/key_parts"}
    assert joined(program, scope, []) is scope
    with pytest.raises(KeyError):
        joined(program, scope, [["nowhere", "logits"]])
