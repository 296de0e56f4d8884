"""Whatever is switched, typed and said on Explain: it computes, and what was typed comes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from content import Topic, arrays, topic, topics
from engine import EngineError, InputError, ShapeError, choices
from engine.readings.training import LOSSES, RATE, TARGET
from presentation.content_words import titles, why
from presentation.workspaces.model_words import model_words
from presentation.workspaces.training import descent_sentence
from presentation.workspaces.unusable_cells import fault, unusable
from presentation.workspaces.workspace import Workspace, workspace
from presentation.workspaces.workspace_state import restored, stated
from tests.sweeps import first_of_each

SENTENCES = ("one", "two words", "a b c d e f g", "我爱数学")
ONLY_CHINESE = ("trained-zh",)
PRESETS = [(topic, preset.id) for topic in topics() for preset in topic.presets]

each_example = pytest.mark.parametrize(  # of each topic one always
    ("topic", "preset"), first_of_each(lambda one: one[0].id, PRESETS, lambda one: f"{one[0].id}-{one[1]}")
)


def opened(topic: Topic, preset: str) -> Workspace:
    return workspace(topic, preset, arrays(topic.preset(preset)))


def switches(space: Workspace) -> Iterator[tuple[str, str]]:
    for option, values in choices(type(space.options)).items():
        for value in values:
            if value != getattr(space.options, option):
                yield option, value


def spoken(space: Workspace, sentence: str) -> Workspace | None:
    """None where the sentence is too long for a table of positions, or too short to predict a next word, or has a word
    that a language model has no number for."""
    try:
        return space.with_sentence(sentence)
    except (ShapeError, InputError):
        return None


def switched(space: Workspace, option: str, value: str) -> Workspace | None:
    """None where two options contradict each other."""
    try:
        return space.with_options(**{option: value})
    except EngineError:
        return None


@each_example
def test_a_convention_and_back_again_gives_the_same_numbers(topic: Topic, preset: str) -> None:
    space = opened(topic, preset)
    assert space.trace.program.steps
    for option, value in switches(space):
        there = switched(space, option, value)
        if there is None:
            continue
        assert there.trace.program.steps, (option, value)
        back = there.with_options(**{option: getattr(space.options, option)})
        assert back.typed == space.typed, (option, value)
        again = back.with_options(**{option: value})
        assert again.typed == there.typed


@pytest.mark.exhaustive
@each_example
def test_any_sentence_under_any_convention_computes(topic: Topic, preset: str) -> None:
    space = opened(topic, preset)
    known = list(model_words(topic, preset))
    assert not known or spoken(space, " ".join(known[:3])) is not None
    for sentence in (*SENTENCES, " ".join(known[:3]), " ".join(known[-5:])):
        said = spoken(space, sentence)
        if said is None:
            continue
        assert said.trace.program.steps, sentence
        for option, value in switches(said):
            there = switched(said, option, value)
            if there is not None:
                assert there.trace.program.steps, (sentence, option, value)
                assert there.with_options(**{option: getattr(said.options, option)}).trace.program.steps
                again = spoken(there, "no more")
                assert again is None or again.trace.program.steps


def test_what_is_typed_stays_when_it_cannot_be_computed_with() -> None:
    topic = next(t for t in topics() if t.id == "self-attention")
    space = opened(topic, topic.presets[0].id)
    typed = [list(row) for row in space.typed["X"]]
    typed[0][0] = "abc"
    broken = space.with_typed({"X": typed})
    with pytest.raises(EngineError, match="X\\[1, 1\\] is “abc”"):
        broken.trace  # noqa: B018
    assert broken.typed["X"][0][0] == "abc"
    assert broken.with_options(mask="causal").typed["X"][0][0] == "abc"


def test_a_huge_number_is_printed_not_refused() -> None:
    from engine.readings.explanation.explain import explain
    from engine.readings.numbers import fixed, rounded

    topic = next(t for t in topics() if t.id == "self-attention")
    space = opened(topic, topic.presets[0].id)
    typed = [list(row) for row in space.typed["X"]]
    typed[0][0] = "1e25"
    trace = replace(space, typed={**space.typed, "X": tuple(map(tuple, typed))}).trace
    assert "e+25" in explain(trace, "queries", (0, 0)).symbols.__str__() or fixed(1e25, 4) == "1.000000e+25"
    assert float(rounded(1e25, 4)) == 1e25
    assert explain(trace, "queries", (0, 0)).result.endswith("e+24")


def test_an_example_speaks_the_learners_language_and_their_own_words_stay() -> None:
    topic = next(t for t in topics() if t.id == "rnn-sequence")
    space = workspace(topic, "i-eat-apples", arrays(topic.preset("i-eat-apples")), "zh")
    assert space.words == ("我", "吃", "苹果")
    assert space.in_language("en").words == ("I", "eat", "apples")
    said = space.with_sentence("we eat rice")
    assert said.in_language("zh").words == ("we", "eat", "rice")


@each_example
def test_no_example_offered_in_english_speaks_chinese(topic: Topic, preset: str) -> None:
    if preset in ONLY_CHINESE:  # the vocabulary of a model that was trained on Chinese
        assert not topic.preset(preset).speaks("en")
        return
    words = workspace(topic, preset, arrays(topic.preset(preset)), "en").axis_labels
    title = topic.preset(preset).title.en
    assert not [word for word in (*sum(words.values(), ()), title) if any("\u4e00" <= c <= "\u9fff" for c in word)]


@pytest.mark.parametrize(
    "id", ["additive-attention", "luong-attention", "cross-attention", "decoder-block", "rope", "alibi"]
)
def test_source_words_are_known_too(id: str) -> None:
    topic = next(t for t in topics() if t.id == id)
    space = opened(topic, topic.presets[0].id)
    sizes = space.trace.program.dims
    assert all(len(words) == sizes[axis] for axis, words in space.axis_labels.items() if axis in sizes)
    assert {"m", "n"} & set(sizes) <= set(space.axis_labels)


def test_a_source_can_be_typed_where_it_is_all_there_is() -> None:
    topic = next(t for t in topics() if t.id == "additive-attention")
    said = opened(topic, "padded").with_sentence("we all like tea very")
    assert said.trace["weights"].shape == (1, 5)
    assert said.axis_labels["m"] == ("we", "all", "like", "tea", "very")


def test_a_mask_in_another_notation_hides_the_same_keys() -> None:
    space = opened(topic("scaled-dot-product"), "who-may-see-whom")
    assert space.typed["allowed"] == (("1", "1", "0"), ("0", "1", "1"), ("0", "0", "0"))
    weights = space.trace["weights"]
    ignoring = space.with_options(notation="one_is_ignore")
    assert ignoring.typed["allowed"] == (("0", "0", "1"), ("1", "0", "0"), ("1", "1", "1"))
    added = ignoring.with_options(notation="added_numbers")
    assert added.typed["allowed"][0] == ("0", "0", "−∞")
    back = added.with_options(notation="one_is_look")
    assert back.typed["allowed"] == space.typed["allowed"]
    for other in (ignoring, added, back):
        assert (other.trace["weights"] == weights).all()


@pytest.mark.exhaustive
@pytest.mark.parametrize("id", [one.id for one in topics()])
def test_a_loss_and_a_step_of_descent_compute_have_words_and_come_back(id: str) -> None:
    here = topic(id)
    space = workspace(here, here.presets[0].id, arrays(here.presets[0]))
    step = list(space.pattern.steps)[-1]
    if len(space.pattern.steps[step].shape) != 2:
        return
    for loss in (None, *LOSSES):
        there = replace(space, gradient_of=step, loss=loss, descent=True).with_typed({RATE: [["1e-6"]]})
        title = titles(here, there.trace.program)
        new = [id for id in there.trace.program.steps if id not in space.trace.program.steps]
        assert all(title(id) and why(here, id, there.trace.program) for id in new)
        assert set(there.entered) >= set(there.trace.program.inputs)
        around = there.losses_around
        if loss and any(x.trained for x in space.pattern.inputs.values()):
            assert around
            assert around[1] <= around[0] + 1e-9, "a step that small is downhill"
        assert list(restored(here, stated(there), "en").trace.program.steps) == list(there.trace.program.steps)


def test_the_gradient_of_the_output_and_targets_and_the_rate_are_typed() -> None:
    here = topic("self-attention")
    space = replace(opened(here, here.presets[0].id), gradient_of="context", descent=True)
    typed = space.with_typed({"backward/context": [["0", "0"]] * 6, RATE: [["2"]]})
    assert np.array_equal(typed.trace["backward/W_q"], np.zeros((3, 2)))
    assert typed.entered[RATE][1] == (("2",),)
    assert typed.typed == space.typed
    loss = replace(typed, loss="squared").with_typed({TARGET: [["1", "2"]] * 6})
    assert np.array_equal(loss.trace["loss/error"], loss.trace["context"] - [[1, 2]])
    wrong = replace(typed, loss="cross_entropy").with_typed({TARGET: [["1", "1"]] * 6})
    assert fault(wrong).startswith("Row 1 of loss/target must pick one")
    assert unusable(wrong)[TARGET] == {(i, j) for i in range(6) for j in range(2)}
    wider = loss.with_sizes(n=8)
    assert wider.entered[TARGET][1][:6] == (("1", "2"),) * 6
    assert len(wider.entered[TARGET][1]) == 8


def test_a_step_that_is_too_long_is_called_so() -> None:
    assert "rises" not in descent_sentence((2.0, 1.5), "0.1", 2)
    said = descent_sentence((1.5, 2.25), "9", 2)
    assert said.startswith("One step of gradient descent with η = 9: L goes from 1\\.50 to 2\\.25. It rises")
