"""Whatever a check finds is said in words, in both languages."""

from __future__ import annotations

import re

import numpy as np
import pytest

from check import Arrangement, Cause, Explanation, check
from check.candidates import candidates, reshaping
from check.conventions import others
from check.mixed_conventions import mixed
from engine import MECHANISMS, Options, run
from presentation.check.check_words import arrangement, cause_sentence, explained, mistake_words, report, topic_of
from presentation.translate import speaking
from tests.check.broken import drawn

ARRANGEMENTS = (
    *("axes_of_1", "element", "axes_moved", "transposed_shape", "flat", "heads_merged", "heads_averaged", "last_row"),
    *("head", "row", "column", "row_of_heads"),
    *("transposed", "reshaped", "heads_reshaped", "rows", "columns", "cut_off", "last_digit"),
)


def option_sets(mechanism: str) -> list[Options]:
    kind = MECHANISMS[mechanism]
    return list(dict.fromkeys([kind.options(), *kind.presets.values()]))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_every_mistake_has_words(mechanism: str, language: str) -> None:
    kind, here = MECHANISMS[mechanism], topic_of(mechanism)
    with speaking(language):
        for options in option_sets(mechanism):
            program = kind.build(options)
            made = [*(c.cause for c in candidates(program)), *(cause for cause, _ in reshaping(program))]
            made += [c.cause for c in mixed(program, others(kind, options, program, drawn(program, 0)))]
            said = {cause.id: mistake_words(cause, here, program) for cause in made}
            assert [
                id
                for id, (name, why) in said.items()
                if name == id or not why or any(gap in name + why for gap in ("{0}", "{1}", "{all}"))
            ] == []
            if language == "zh":
                assert [id for id, (_, why) in said.items() if why.isascii()] == []


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("mechanism", ["gru", "layer_norm", "rope", "encoder_block"])
def test_every_option_has_words(mechanism: str, language: str) -> None:
    kind, here = MECHANISMS[mechanism], topic_of(mechanism)
    program = kind.build()
    inputs = drawn(program, 0)
    found = check(kind, inputs, None, dict(list(run(program, inputs).arrays.items())[-1:]), None, dict(kind.sizes))
    with speaking(language):
        for other in others(kind, kind.options(), program, inputs):
            said = cause_sentence(other.cause, here, found)
            assert said.endswith((".", "。"))
            assert all(not said.isascii() for _ in range(language == "zh"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_arrangement_has_words(language: str) -> None:
    with speaking(language):
        said = [arrangement(Arrangement(id, element=1, order=(1, 0))) for id in ARRANGEMENTS]
    assert len(set(said)) == len(ARRANGEMENTS)
    assert "2, 1" in said[ARRANGEMENTS.index("rows")]


def test_the_index_and_the_pair_of_numbers_are_said() -> None:
    program = MECHANISMS["self_attention"].build()
    inputs = drawn(program, 2)
    right = np.asarray(run(program, inputs)["context"])
    off = right.copy()
    off[2, 1] += 3
    found = check("self_attention", inputs, None, {"context": off.round(4)}, 4)
    expected = f"at [3, 2]: you have {off[2, 1].round(4):.6g}, right is {right[2, 1]:.6g}"
    with speaking("en"):
        said = report(found)
    assert any(expected in line for line in said)
    assert said[0] == "“Context vectors” differs, and no known mistake gives your numbers."
    assert not any("In code" in line for line in said)  # it may begin in an earlier step


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("en", "The first wrong step you gave: Attention weights."),
        ("zh", "在你给出的步骤里，第一个错的是：注意力权重。"),
    ],
)
def test_where_every_step_before_is_right_the_wrong_one_is_told_with_its_code(language: str, first: str) -> None:
    program = MECHANISMS["self_attention"].build()
    inputs = drawn(program, 2)
    results = {id: np.asarray(x).round(4) for id, x in run(program, inputs).arrays.items() if id in program.steps}
    results["weights"] = results["weights"] * 1.37 - 0.21
    results["context"] = results["weights"] @ results["values"]
    found = check("self_attention", inputs, None, results, 4)
    with speaking(language):
        said = report(found)
    assert said[0].endswith(first)
    assert any("A = softmax(scaled" in line for line in said)


def test_a_library_is_named_with_its_convention() -> None:
    here = topic_of("gru_step")
    program = MECHANISMS["gru_step"].build()
    found = check("gru_step", drawn(program, 0), None, {"hidden": np.zeros((1, 2))})
    cause = Cause("convention", values=(("reset", "after_product"),), presets=("pytorch", "keras"))
    with speaking("en"):
        assert cause_sentence(cause, here, found).endswith("So in PyTorch, Keras.")


def test_what_only_the_check_knows_is_not_said_in_the_contents_words_for_its_kind() -> None:
    """Content has words for every part.*; a table read from a later row on is another mistake than another gate's."""
    here, program = topic_of("learned_positions"), MECHANISMS["learned_positions"].build(sizes={"m": 8})
    said = {c.cause.id: mistake_words(c.cause, here, program)[0] for c in candidates(program)}
    assert said["part.shifted"] == "The table read from a later row on"
    assert said["part.first_position"] == "Position 0 for every token"


def test_a_part_of_the_model_is_called_as_on_explain() -> None:
    here, program = topic_of("encoder_block"), MECHANISMS["encoder_block"].build()
    (cause,) = (c.cause for c in candidates(program) if c.cause.id == "without.feed_forward/norm")
    with speaking("zh"):
        assert mistake_words(cause, here, program)[0] == "漏了「前馈 · 归一化」"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("mechanism", ["self_attention", "lstm", "rope", "tiled_attention"])
def test_a_report_is_plain_text(mechanism: str, language: str) -> None:
    kind, here = MECHANISMS[mechanism], topic_of(mechanism)
    program = kind.build()
    inputs = drawn(program, 0)
    found = check(kind, inputs, None, dict(list(run(program, inputs).arrays.items())[-1:]), None, dict(kind.sizes))
    causes = {c.cause.id: c.cause for c in candidates(program)}.values()
    with speaking(language):
        formulas = [cause for cause in causes if "$" in cause_sentence(cause, here, found)]
        said = [line for cause in formulas for line in explained(Explanation((cause,)), here, found)]
    assert len(said) == len(formulas) > 0
    assert [line for line in said if re.search(r"[$\\`]", line)] == []
