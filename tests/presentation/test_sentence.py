"""The learner's own sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import topic
from content.schema import TrainedWeights
from content.trained_weights import vocabulary
from presentation.sentence import tokens, vectors, words_beyond
from presentation.workspaces.resizing import largest
from presentation.workspaces.workspace import opened


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Your journey starts", ["Your", "journey", "starts"]),
        ("我吃苹果", ["我", "吃", "苹", "果"]),
        ("我 在 法国 学习", ["我", "在", "法国", "学习"]),
        ("用GPT写", ["用", "GPT", "写"]),
        ("   ", []),
    ],
)
def test_tokens(sentence: str, expected: list[str]) -> None:
    assert tokens(sentence, 9) == expected


def test_known_words_keep_their_vectors_and_new_ones_always_get_the_same() -> None:
    known = {"a": ["1", "2"], "b": ["3", "4"]}
    first = vectors(["b", "new", "a"], 2, known)
    assert first[0] == ["3", "4"]
    assert first[2] == ["1", "2"]
    assert vectors(["new"], 2, {}) == [first[1]]
    assert len(vectors(["a"], 3, known)[0]) == 3


@given(st.text(max_size=60))
def test_any_text_gives_a_short_list_of_real_tokens(sentence: str) -> None:
    found = tokens(sentence, 20)
    assert len(found) <= 20
    assert all(token and not token.isspace() for token in found)


def test_a_trained_models_words_have_its_vectors_in_another_sentence() -> None:
    fresh = opened(topic("lstm-sequence"), "trained-en")
    space = fresh.with_sentence("I grew up in Japan and often we went home so I speak")
    japan = vocabulary(TrainedWeights(model="country", weights="lstm.en"))["Japan"]
    assert [float(x.replace("−", "-")) for x in space.typed["X"][4]] == list(japan)
    assert space.trace["predictions"][-1].argmax() == 2  # Japanese
    assert not space.placeholders.get("X")


def test_an_unknown_word_gets_numbers_of_its_own_there() -> None:
    space = opened(topic("lstm-sequence"), "trained-en").with_sentence("I grew up in Wonderland")
    assert space.placeholders["X"] == {(4, j) for j in range(6)}


@pytest.mark.parametrize(("id", "preset"), [("self-attention", 0), ("lstm-sequence", 1)])
def test_a_sentence_takes_as_many_words_as_its_size_can_have(id: str, preset: int) -> None:
    """Words at once are as many as a map can show, moments as many as can be written out one by one."""
    about = topic(id)
    space = opened(about, about.presets[preset].id)
    axes = [space.mechanism.counts[axis] for axis in space.word_axes]
    most = min(largest(counts) for counts in axes)
    typed = " ".join(f"w{k}" for k in range(most + 2))
    assert space.with_sentence(typed).words == tuple(f"w{k}" for k in range(most))
    assert words_beyond(typed, most) == f"w{most} w{most + 1}"
