"""The translator: every sentence right, its alignment as claimed, equal to PyTorch; a translation on Explain."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from content import topic
from content.claims import claims
from content.presets import trace
from content.trained_weights import read, target_vocabulary, vocabulary, weights
from engine import InputError
from models.translation.measures import TRAINED, Figures, alignment, measured, seen
from models.translation.sentences import PARTS, READ_AS, SOURCE, TARGET
from presentation.workspaces.workspace import Workspace, opened
from presentation.workspaces.workspace_state import restored, stated
from presentation.workspaces.written_words import appended, begun_again, reading, with_written, written_words
from tests.engine.test_seq2seq_torch import by_torch
from tests.oracle import torch

CLAIMS = claims("translation")
CLAIM = CLAIMS.alignments[0]
CLOSE = 0.015  # of a claimed figure, which has two decimals
EXAMPLE = ("I", "read", "books", "school", "yesterday")


@cache
def figures() -> Figures:
    return measured()


def test_sentences_are_written_rightly_and_with_equal_weights_they_are_not() -> None:
    assert figures().right == CLAIMS.right
    assert figures().right_with_equal_weights == pytest.approx(CLAIM.right_with_equal_weights, abs=CLOSE)
    assert CLAIMS.right_without_attention < 0.5


def test_the_weights_point_at_the_word_that_is_translated_as_often_as_claimed() -> None:
    assert figures().weight == pytest.approx(CLAIM.weight, abs=CLOSE)
    assert figures().largest == pytest.approx(CLAIM.largest, abs=CLOSE)


@pytest.mark.torch
def test_the_engine_is_pytorch_to_twelve_digits() -> None:
    for batch, found in seen():
        given = {id: torch.from_numpy(array) for id, array in weights(TRAINED).items()}
        for n in range(5):
            beside = {name: torch.from_numpy(found[name][n]) for name in ("X", "Y")}
            expected = by_torch({**given, **beside}, "additive", "both").numpy()
            assert np.abs(found["probabilities"][n] - expected).max() < 1e-12
        assert np.abs(alignment(found).sum(-1) - 1).max() < 1e-12
        assert batch.places.shape[0] == len(found["X"])


def test_the_words_of_the_file_are_those_of_the_sentences() -> None:
    for language, words in READ_AS.items():
        assert tuple(vocabulary(TRAINED.model_copy(update={"language": language}))) == words
        assert len(set(words)) == len(words)
    assert tuple(target_vocabulary(TRAINED)) == TARGET
    assert set(read(TRAINED)) >= {"encoder/forward/W", "encoder/reverse/W"}


# ---- the example on Explain ----


def space() -> Workspace:
    return opened(topic("rnn-attention"), "trained-zh", "zh")


def best(here: Workspace) -> str:
    return TARGET[int(here.trace["probabilities"][-1].argmax())]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_example_is_translated_and_aligned(language: str) -> None:
    found, preset = (
        trace(topic("rnn-attention"), f"trained-{language}"),
        topic("rnn-attention").preset(f"trained-{language}"),
    )
    assert preset.speaks(language)
    assert preset.labels["v"].en == TARGET
    assert [TARGET[k] for k in found["probabilities"].argmax(-1)] == [*EXAMPLE, "</s>"]
    english = {chinese: word for part in PARTS.values() for chinese, word in part.items()}
    read_as = dict(zip(READ_AS[language], SOURCE, strict=True))
    for row, word in zip(alignment(found), EXAMPLE, strict=False):
        assert english[read_as[preset.tokens.of(language)[int(row.argmax())]]] == word
        assert row.max() > 0.8


def test_a_translation_grows_word_by_word_from_its_beginning() -> None:
    here = begun_again(space())
    assert written_words(here) == ("<s>",)
    for word in EXAMPLE:
        assert best(here) == word
        before, here = here, appended(here, word)
        assert here.trace["probabilities"].shape[0] == len(written_words(here))
        assert np.allclose(alignment(here.trace)[:-1], alignment(before.trace), atol=1e-12)
    assert best(here) == "</s>"
    assert here.typed == space().typed


def test_another_sentence_begins_its_translation_anew_with_or_without_spaces() -> None:
    typed = ("她 明天 车站 卖 茶", "她明天车站卖茶", "她 明天 车站 卖 茶 </s>")
    for here in (reading(space(), sentence) for sentence in typed):
        assert here.words == ("她", "明天", "车站", "卖", "茶", "</s>")
        assert written_words(here) == ("<s>",)
        said = []
        while (word := best(here)) != "</s>":
            said.append(word)
            here = appended(here, word)
        assert said == ["she", "sell", "tea", "station", "tomorrow"]


def test_what_was_written_is_kept_and_stays_in_another_language() -> None:
    here = appended(begun_again(space()), "I")
    assert written_words(here.in_language("en")) == ("<s>", "I")
    again = restored(here.topic, stated(here), "en")
    assert written_words(again) == ("<s>", "I")
    assert np.array_equal(again.trace["probabilities"], here.trace["probabilities"])


def test_a_word_that_the_model_cannot_write_is_named() -> None:
    with pytest.raises(InputError, match="zebra"):
        with_written(space(), ("<s>", "zebra"))


@pytest.mark.torch
@pytest.mark.heavy
def test_training_anew_gives_a_translator_that_is_right_as_often() -> None:
    from models.translation import recipe

    torch.set_num_threads(1)
    assert recipe.measured(recipe.train())["right"] > 0.97
    assert recipe.measured(recipe.train(attention=False))["right"] < 0.6
