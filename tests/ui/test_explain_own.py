"""A learner's own model on the page: opened by its path, asked, remembered, read again, and said where it is gone."""

from __future__ import annotations

import inspect
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import presentation.workspaces.own_layer
from tests.parameters.folders import H, folder, gpt2_weights, written
from tests.parameters.test_checkpoint import states
from tests.ui.app import button, page, sound, workspace_of


def opening(path: Path | str, name: str = "", lang: str = "en", topic: str = "encoder-block") -> Any:
    """Explain, where this path was typed and opened."""
    at = page("explain", lang, topic=topic)
    at.session_state["own_model"] = True
    sound(at.run())
    at.text_input(key="own_path").set_value(str(path))
    at.text_input(key="own_name").set_value(name)
    return sound(button(at, "own_open").click().run())


def said(at: Any) -> str:
    return " ".join(element.value for element in (*at.markdown, *at.caption, *at.error))


def last(at: Any) -> Any:
    trace = workspace_of(at).trace
    return trace[list(trace.program.steps)[-1]]


@pytest.mark.parametrize(
    ("lang", "sentence"), [("en", "Enter the path of a folder or a file first."), ("zh", "请先填文件夹或文件的路径。")]
)
def test_a_path_is_asked_for_where_none_is_typed(lang: str, sentence: str) -> None:
    at = opening("", lang=lang)
    assert [error.value for error in at.error] == [sentence]
    assert workspace_of(at).own is None


@pytest.mark.parametrize(("lang", "sentence"), [("en", "There is nothing at "), ("zh", "处什么也没有")])
def test_the_folder_of_nobody_is_a_path_to_nothing(lang: str, sentence: str) -> None:
    at = opening("~nobody-of-this-name/model", lang=lang)
    assert [sentence in error.value for error in at.error] == [True]
    assert workspace_of(at).own is None


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "Layers by config.json: 3; readable from the first on: 2. Save the model anew."),
        ("zh", "config.json 写的层数是 3，从第一层起能读出的是 2：请重新保存模型。"),
    ],
)
def test_a_folder_that_lacks_a_layer_is_refused(tmp_path: Path, lang: str, sentence: str) -> None:
    at = opening(folder(tmp_path, "gpt2", n_layer=3), lang=lang)
    assert [error.value.replace("\\", "") for error in at.error] == [sentence]
    assert workspace_of(at).own is None


def test_a_model_has_no_name_of_a_person() -> None:
    at = opening("", lang="zh")
    assert at.text_input(key="own_name").label == "模型名称"


@pytest.mark.exhaustive
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_folder_opens_with_its_name_and_another_layer(tmp_path: Path, lang: str) -> None:
    at = opening(folder(tmp_path, "bert"), "mine", lang)
    assert not at.error
    own = workspace_of(at).own
    assert own
    assert (own.name, own.number) == ("mine", 0)
    assert "**mine**" in said(at)
    at.selectbox(key="own_which").select_index(1)
    sound(at.run())
    assert workspace_of(at).own.number == 1  # type: ignore[union-attr]
    assert workspace_of(at).words == own_words(at)


def own_words(at: Any) -> tuple[str, ...]:
    own = workspace_of(at).own
    assert own
    return own.reading()[0]


def test_a_sentence_goes_through_the_tokenizer(tmp_path: Path) -> None:
    at = opening(folder(tmp_path, "bert"))
    field = next(one for one in at.text_input if one.key and one.key.startswith("sentence_"))
    field.set_value("Anna met Bens")
    sound(at.run())
    assert next(one for one in at.text_input if one.key == field.key).value == "Anna met Bens"
    assert workspace_of(at).words == ("[CLS]", "anna", "met", "ben", "##s", "[SEP]")
    np.testing.assert_allclose(last(at), states("bert")[1], rtol=0, atol=1e-12)


def test_what_a_file_does_not_say_is_asked_first(tmp_path: Path) -> None:
    written(tmp_path / "blocks.safetensors", gpt2_weights())
    at = opening(tmp_path / "blocks.safetensors")
    assert workspace_of(at).own is None
    at.selectbox(key="own_heads_en").set_value(H)
    at.selectbox(key="own_activation_en").set_value("gelu_exact")
    sound(button(at, "own_answer").click().run())
    space = workspace_of(at)
    assert space.own
    assert dict(space.own.answers) == {"heads": H, "activation": "gelu_exact"}
    assert space.all_sizes()["h"] == H
    assert space.options.activation == "gelu_exact"  # type: ignore[attr-defined]


@pytest.mark.exhaustive
def test_it_is_remembered_and_found_again_after_a_reload(tmp_path: Path) -> None:
    opening(folder(tmp_path, "bert"), "mine again")
    at = sound(page("explain", topic="encoder-block"))
    assert workspace_of(at).own.name == "mine again"  # type: ignore[union-attr]
    other = page("explain", topic="self-attention")
    other.session_state["own_model"] = True
    sound(other.run())
    sound(button(other, "own_again_mine again").click().run())
    assert workspace_of(other).own.name == "mine again"  # type: ignore[union-attr]
    other = page("explain", topic="self-attention")
    other.session_state["own_model"] = True
    sound(other.run())
    sound(button(other, "own_forget_mine again").click().run())
    assert not [b for b in other.button if b.key == "own_again_mine again"]
    assert (tmp_path / "model.safetensors").is_file()


@pytest.mark.exhaustive
@pytest.mark.parametrize("gone", [True, False])
def test_a_missing_or_changed_file_is_one_sentence_and_nothing_is_lost(tmp_path: Path, gone: bool) -> None:
    opening(folder(tmp_path, "bert"), "mine")
    file = tmp_path / "model.safetensors"
    stood = file.stat()
    if gone:
        file.rename(tmp_path / "elsewhere")
    else:
        os.utime(file, ns=(stood.st_atime_ns, stood.st_mtime_ns + 1))
    at = sound(page("explain", topic="encoder-block"))
    assert len(at.error) == 1
    assert tmp_path.name in at.error[0].value.replace("\\", "")
    assert workspace_of(at).own is None
    if gone:
        (tmp_path / "elsewhere").rename(file)
    os.utime(file, ns=(stood.st_atime_ns, stood.st_mtime_ns))
    at = sound(page("explain", topic="encoder-block"))
    assert workspace_of(at).own.name == "mine"  # type: ignore[union-attr]


def test_a_path_to_nothing_is_one_sentence(tmp_path: Path) -> None:
    at = opening(tmp_path / "nothing")
    assert [e.value for e in at.error if "nothing" in e.value]
    assert workspace_of(at).own is None


def test_without_the_tokenizers_package_the_layer_opens_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    from parameters import tokenizer

    tokenizer._tokenizer.cache_clear()
    presentation.workspaces.own_layer._read.cache_clear()
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    at = opening(folder(tmp_path, "bert"))
    assert "requirements-tokenizers.txt" in said(at)
    space = workspace_of(at)
    assert space.own
    assert space.own.text == ""
    assert space.trace["X"].shape[1] == 8


def test_a_visitor_from_another_machine_types_no_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.session.visitor.LOCAL", frozenset())
    at = page("explain", topic="encoder-block")
    at.session_state["own_model"] = True
    sound(at.run())
    assert not [field for field in at.text_input if field.key == "own_path"]
    assert "visit it from another" in said(at)


def test_the_code_reads_the_weights_from_a_file_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ui.pages import explain_export as export

    at = opening(folder(tmp_path / "model", "bert"), "mine")
    space = workspace_of(at)
    assert space.own
    made = export.code(space.trace, "block", "numpy", export._stored(space))
    monkeypatch.chdir(tmp_path)
    (tmp_path / export.own_file(space.own)).write_bytes(export.own_weights(space.own))
    assert export.own_file(space.own) == "mine_layer_1.npz"
    assert len(made) < 20_000
    names: dict[str, Any] = {}
    exec(made, names)
    block = names["block"]
    found = block(*(names[given] for given in inspect.signature(block).parameters))
    np.testing.assert_allclose(found, last(at), rtol=0, atol=1e-12)
