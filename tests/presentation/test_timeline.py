"""The timeline: every number on it and its sentence, held against an LSTM, a GRU and a cache written out here."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from content import topic
from engine import MECHANISMS, run
from engine.readings.moments import StepMoment, tracks
from engine.readings.numbers import fixed
from presentation.element import Element
from presentation.timeline import sentence as reading
from presentation.timeline.draw import drawn, sentences
from presentation.timeline.lanes import two_figures
from presentation.timeline.sentence import rows
from presentation.timeline.view import MOST, Timeline, place_named
from presentation.translate import speaking
from presentation.workspaces.workspace import Workspace, opened

OVER_TIME = (
    "rnn-sequence",
    "lstm-sequence",
    "gru-sequence",
    "kv-cache",
    "rnn-attention",
    "character-rnn",
    "beam-search",
)


def timeline(space: Workspace, moment: int, track: int = 0, unit: int = 0, backward: bool = False) -> Timeline:
    path = tracks(space.trace.program)[track].path
    return Timeline(space.topic, space.trace, dict(space.axis_labels), StepMoment(path, moment, backward), unit)


def said(line: Timeline) -> str:
    """The sentence of the open moment as plain text."""
    return "".join(piece if isinstance(piece, str) else piece.text for piece in reading.said(line))


def lane(line: Timeline, step: str) -> list[str]:
    (found,) = [lane for lane in line.lanes(line.open) if lane.step == step]
    return [found.marks[t].text for t in sorted(found.marks)]


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def lstm(space: Workspace) -> dict[str, list[Any]]:
    """An LSTM as its textbook has it, [h, x] times one matrix a gate, on the numbers of the example."""
    x = {id: np.array(rows) for id, rows in space.numbers.items()}
    h, c, kept = x["h_0"], x["c_0"], dict[str, list[Any]](f=[], i=[], o=[], C=[], h=[])
    for row in x["X"]:
        v = np.concatenate([h, row[None]], axis=1)
        f, i, o = (sigmoid(v @ x[f"W_{g}"] + x[f"b_{g}"]) for g in "fio")
        c = f * c + i * np.tanh(v @ x["W_c"] + x["b_c"])
        h = o * np.tanh(c)
        for name, array in zip("fioCh", (f, i, o, c, h), strict=True):
            kept[name].append(array[0])
    return kept


@pytest.mark.parametrize("id", OVER_TIME)
def test_what_is_said_of_a_moment_at_once_is_what_its_drawing_says(id: str) -> None:
    space = opened(topic(id), language="en")
    for n, track in enumerate(tracks(space.trace.program)):
        told = sentences(timeline(space, track.order[0], n))
        for moment in track.order:
            line = timeline(space, moment, n)
            (there,) = [part for part in drawn(line).all() if part.get("class") == "said"]
            assert told[line.at_moment(track, moment)] == there.children
        assert len({str(children) for children in told.values()}) == len(track.order)


def test_symbols_of_a_sentence_are_pieces_and_words_that_look_like_them_are_not() -> None:
    plain = opened(topic("lstm-sequence"), language="en")
    line = timeline(replace(plain, words=("C₃",) * len(plain.words)), 3)
    names = [piece for piece in reading.said(line) if not isinstance(piece, str)]
    assert [name.text for name in names] == ["C₃"]
    (sentence,) = [part for part in drawn(line).all() if part.get("class") == "said"]
    assert len([child for child in sentence.children if isinstance(child, Element)]) == 1
    assert sentence.text.startswith("At C₃, ")


def test_an_lstms_bars_are_its_numbers() -> None:
    space = opened(topic("lstm-sequence"), language="en")
    for unit in (0, 1):
        line, found = timeline(space, 3, unit=unit), lstm(space)
        for name, step in zip("fioCh", ("forget_gate", "input_gate", "output_gate", "cell", "hidden"), strict=True):
            assert lane(line, step) == [fixed(array[unit], 2) for array in found[name]]


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "At France, unit 1 drops {} % of the old {} and writes {}: C₃ holds {}."),
        ("zh", "读到法国时，第 1 维丢掉旧值 {1} 的 {0} %，写入 {2}，C₃ 现在是 {3}。"),
    ],
)
def test_the_sentence_says_what_is_dropped_and_what_is_written(lang: str, sentence: str) -> None:
    space = opened(topic("lstm-sequence"), language=lang)
    found = lstm(space)
    f, old, new = (float(found[name][t][0]) for name, t in (("f", 2), ("C", 1), ("C", 2)))
    numbers = (fixed(100 * (1 - f), 0), fixed(old, 4), fixed(new - f * old, 4), fixed(new, 4))
    with speaking(lang):
        assert said(timeline(space, 3)) == sentence.format(*numbers)


@pytest.mark.parametrize(
    ("lang", "begins"),
    [
        ("en", "At some (layer 2, right to left), unit 1 drops "),
        ("zh", "读到十年时（第 2 层、从右往左），第 1 维丢掉"),
    ],
)
def test_of_several_tracks_the_sentence_says_which_in_words(lang: str, begins: str) -> None:
    space = opened(topic("lstm-sequence"), language=lang).with_options(direction="both").with_sizes(layers=2)
    with speaking(lang):
        assert said(timeline(space, 6, track=3)).startswith(begins)
        beyond = {said(timeline(space, 2, track=n)) for n in range(4)}
        assert len({sentence.partition("）" if lang == "zh" else ")")[0] for sentence in beyond}) == 4


def test_many_ways_outside_time_open_when_they_are_asked_for() -> None:
    space = opened(topic("lstm-sequence"), language="en")
    ways = tuple((f"Gradient {n}", n) for n in range(1, 11))
    for at, is_open in ((11, False), (3, True)):
        line = replace(timeline(space, 3), outside=ways, open_part=at)
        (kept,) = [part for part in drawn(line).all() if part.tag == "details"]
        assert ("open" in dict(kept.attributes)) is is_open
        assert kept.children[0].text == "Outside time (10)"  # type: ignore[union-attr]
        assert [part.get("data-to") for part in kept.all() if part.tag == "button"] == [f"part:{n}" for _t, n in ways]
    few = drawn(replace(timeline(space, 3), outside=ways[:2], open_part=11))
    assert not [part for part in few.all() if part.tag == "details"]
    assert [part.text for part in few.all() if part.get("data-to") == "part:2"] == ["Gradient 2"]


def test_before_anything_is_kept_nothing_is_dropped() -> None:
    space = opened(topic("lstm-sequence"), language="en")
    assert said(timeline(space, 1)).startswith("At I, unit 1 has nothing to keep yet and writes ")


def handed(space: Workspace, **numbers: Any) -> Workspace:
    """The example with every number 0 but these."""
    inputs = {id: np.zeros_like(np.array(rows, float)) for id, rows in space.numbers.items()}
    for id, value in numbers.items():
        inputs[id.replace("__", "/")][...] = value
    made = replace(space)
    vars(made)["trace"] = run(space.trace.program, inputs)
    return made


@pytest.mark.parametrize(
    ("lang", "of_old", "moment", "sentence"),
    [
        ("en", 0, 1, "At this, unit 1 has nothing to keep yet and writes 0.0000: h₁ holds 0.0000."),
        ("en", 0, 3, "At isn't, the old value of unit 1 is 0, and it writes 0.0000: h₃ holds 0.0000."),
        ("en", 4e-5, 1, "At this, unit 1 has almost 0 to keep and writes 0.0000: h₁ holds 0.0000."),
        ("en", -8e-5, 3, "At isn't, unit 1 has almost 0 to keep and writes 0.0000: h₃ holds 0.0000."),
        ("zh", 0, 1, "读到这部时，第 1 维还没有可保留的内容，写入 0.0000，h₁ 现在是 0.0000。"),
        ("zh", 0, 3, "读到不时，第 1 维的旧值是 0，写入 0.0000，h₃ 现在是 0.0000。"),
        ("zh", -8e-5, 3, "读到不时，第 1 维的旧值几乎是 0，写入 0.0000，h₃ 现在是 0.0000。"),
    ],
)
def test_an_old_value_of_almost_0_is_said_to_be_that(lang: str, of_old: float, moment: int, sentence: str) -> None:
    space = handed(opened(topic("gru-sequence"), language=lang), h_0=of_old)
    with speaking(lang):
        assert said(timeline(space, moment)) == sentence


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [("en", "At France, unit 1 of C₃ is NaN."), ("zh", "读到法国时，C₃ 的第 1 维是 NaN。")],
)
def test_a_state_that_is_no_number_is_said_to_be_none(lang: str, sentence: str) -> None:
    space = handed(opened(topic("lstm-sequence"), language=lang), c_0=np.nan)
    with speaking(lang):
        assert said(timeline(space, 3)) == sentence


@pytest.mark.parametrize(
    ("weight", "lang", "sentence"),
    [
        (0, "en", "every key is masked out: there is nothing to attend to"),
        (0, "zh", "所有的键都被屏蔽，没有可关注的词"),
        (np.nan, "en", "the attention weights are not numbers (NaN)"),
        (np.nan, "zh", "注意力权重不是数（NaN）"),
    ],
)
def test_no_word_gets_attention_that_is_not_there(weight: float, lang: str, sentence: str) -> None:
    space = opened(topic("rnn-attention"), language=lang)
    arrays = {id: np.full_like(x, weight) if id.endswith("/weights") else x for id, x in space.trace.arrays.items()}
    vars(space)["trace"] = replace(space.trace, arrays=arrays)
    with speaking(lang):
        assert sentence in said(timeline(space, 2, track=1))
        assert "%" not in said(timeline(space, 2, track=1))


@pytest.mark.parametrize("update", ["z_keeps_old", "z_takes_new"])
def test_a_gru_drops_what_its_convention_says(update: str) -> None:
    space = opened(topic("gru-sequence"), language="en").with_options(update=update)
    z, old = (float(space.trace[f"t={t}/{step}"][0, 0]) for t, step in ((3, "update_gate"), (2, "hidden")))
    dropped = 1 - z if update == "z_keeps_old" else z
    assert f"drops {fixed(100 * dropped, 0)} % of the old {fixed(old, 4)}" in said(timeline(space, 3))


def test_a_cache_keeps_its_rows_and_gets_one() -> None:
    line = timeline(opened(topic("kv-cache"), language="en"), 3)
    assert lane(line, "key_cache") == ["1", "1 + 1", "2 + 1", "3 + 1"]
    assert "K₃ grows from 2 to 3 rows" in said(line)
    assert "K₁ grows from 0 to 1 row;" in said(line.moved(1))


def test_the_decoder_looks_at_the_words_of_the_source() -> None:
    space = opened(topic("rnn-attention"), language="en")
    line = timeline(space, 2, track=1)
    (found,) = [lane for lane in line.lanes(line.open) if lane.kind == "attention"]
    weights = space.trace["decoder/t=2/weights"][0]
    word = space.words[int(weights.argmax())]
    assert rows(line, line.open, found) == space.words
    assert f"{fixed(100 * weights.max(), 0)} % of the attention goes to {word}" in said(line)


def test_alignment_grows_row_by_row() -> None:
    line = timeline(opened(topic("rnn-attention"), language="en"), 1, track=1)
    columns = [e for e in drawn(line).all() if e.get("class") == "weights"]
    there = [["nothing" not in cell.get("class") for cell in column.children] for column in columns]  # type: ignore[union-attr]
    assert there == [[True] * 3, [False] * 3]


def test_gradients_that_arrive_are_norms() -> None:
    space = replace(opened(topic("rnn-sequence"), language="en"), gradient_of="outputs")
    W, states = np.array(space.numbers["W"])[:2], [space.trace[f"t={t}/hidden"][0] for t in (1, 2, 3)]
    arrives = [np.ones(2)]
    for state in states[:0:-1]:  # back through tanh and the recurrent weights, and 1 from each output
        arrives.insert(0, np.ones(2) + W @ ((1 - state**2) * arrives[0]))
    line = timeline(space, 1, backward=True)
    assert lane(line, "backward/t=3/hidden") == [two_figures(float(np.linalg.norm(g))) for g in arrives]
    assert said(line).startswith(f"At I, ‖∂L/∂h₁‖ is {two_figures(float(np.linalg.norm(arrives[0])))}; ")


def test_the_lanes_of_gradients_are_called_after_any_moment() -> None:
    space = replace(opened(topic("lstm-sequence"), language="en"), gradient_of="outputs")
    line = timeline(space, 2, backward=True)
    called = ["".join(piece.text for piece in one.symbol) for one in line.lanes(line.open) if one.kind == "arriving"]
    assert called == ["‖∂L/∂ht‖", "‖∂L/∂Ct‖", "‖∂L/∂Xt‖"]


def test_latin_words_stand_apart_in_a_chinese_sentence() -> None:
    with speaking("zh"):
        latin = opened(topic("kv-cache"), language="zh").with_sentence("the robot must obey")
        assert said(timeline(latin, 2)).startswith("读到 robot 时，")
        assert said(timeline(opened(topic("lstm-sequence"), language="zh"), 3)).startswith("读到法国时，")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.0344, "0.034"), (1.25, "1.3"), (12.4, "12"), (3.14e-9, "3.1·10⁻⁹"), (float("inf"), "∞")],
)
def test_norms_keep_two_digits_that_count(value: float, text: str) -> None:
    assert two_figures(value) == text


# ---- what is drawn ----


def every() -> list[tuple[str, dict[str, str]]]:
    return [(id, values) for id in OVER_TIME for values in ({}, {"tokens": "columns"})]


def test_these_are_all_topics_that_run_over_time() -> None:
    from content import headings

    found = {one.id for one in headings() if tracks(MECHANISMS[topic(one.id).mechanism].build())}
    assert found == set(OVER_TIME)


@pytest.mark.parametrize(("id", "options"), every())
@pytest.mark.parametrize("backward", [False, True])
def test_every_moment_of_every_topic_can_be_drawn_and_chosen(id: str, options: dict[str, str], backward: bool) -> None:
    space = opened(topic(id), language="zh").with_options(**options)
    if backward:
        space = replace(space, gradient_of=[*space.trace.program.steps][-1])
    with speaking("zh"):
        for n, track in enumerate(tracks(space.trace.program)):
            for moment in track.order:
                line = timeline(space, moment, track=n, backward=backward)
                tabs = [e for e in drawn(line).all() if e.get("role") == "tab"]
                chosen = [tab for tab in tabs if tab.get("aria-selected") == "true"]
                assert [place_named(tab.get("data-to"), line.tracks) for tab in chosen] == [line.at]
                assert len(tabs) == sum(len(track.order) for track in line.tracks)
                assert said(line).endswith("。")
                assert not re.search("nan|inf|None", drawn(line).text)


def boxes(tree: Element, kind: str) -> list[tuple[float, float]]:
    """Top and height of the boxes of a kind in a waterfall, in hundredths."""
    found = (e.get("style") for e in tree.all() if e.get("class").split(" ")[0] == kind and "height" in e.get("style"))
    return [(float(a), float(b)) for a, b in (re.findall(r"([\d.]+)%", style) for style in found)]


def test_the_waterfall_is_drawn_to_scale() -> None:
    space = opened(topic("lstm-sequence"), language="en")
    tree, found = drawn(timeline(space, 3)), lstm(space)
    cells = [float(c[0]) for c in found["C"]]
    kept = [float(f[0]) * old for f, old in zip(found["f"], [0.0, *cells], strict=False)]
    every = [0.0, *cells, *kept]
    span = max(every) - min(every)
    assert [height for _, height in boxes(tree, "kept")] == pytest.approx([100 * abs(k) / span for k in kept], abs=0.01)
    written = [100 * abs(c - k) / span for c, k in zip(cells, kept, strict=True)]
    assert [height for _, height in boxes(tree, "written")] == pytest.approx(written, abs=0.01)


def test_words_are_never_markup() -> None:
    space = opened(topic("lstm-sequence"), language="en")
    bad = replace(space, words=("<b>x</b>", *space.words[1:]))
    assert "&lt;b&gt;x&lt;/b&gt;" in drawn(timeline(bad, 1)).markup


def test_of_many_moments_those_around_the_open_one_are_drawn() -> None:
    space = opened(topic("rnn-sequence"), language="en").with_sentence(" ".join(f"w{n}" for n in range(30)))
    line = timeline(space, 26)
    assert line.shown(line.open) == tuple(range(MOST + 1, 31))
    beyond = [e.get("data-to") for e in drawn(line).all() if e.get("class").startswith("beyond")]
    assert beyond == [f"moment:0:{MOST}:0"]


@pytest.mark.parametrize("name", ["", "moment:0:9:0", "moment:1:1:0", "moment:0:-1:0", "moment:0:1:2", "moment:0:1"])
def test_a_moment_that_is_not_there_is_none(name: str) -> None:
    assert place_named(name, tracks(MECHANISMS["rnn"].build())) is None
