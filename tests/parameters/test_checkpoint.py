"""A learner's own model on the disk: its layers give what the transformers library gives, what is missing is asked.

stored/bert.npz and stored/gpt2.npz hold what transformers 5.24.0 computes in double precision from the weights of
tests.parameters.folders for the tokens NUMBERS: what enters the first block, and what leaves each.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from loading import Refused
from parameters.checkpoint import answered, fingerprint, opened
from parameters.embeddings import entering
from parameters.tokenizer import tokenized
from tests.oracle import nn, torch
from tests.parameters.folders import (
    LAYERS,
    NUMBERS,
    WEIGHTS,
    H,
    bert_weights,
    drawn,
    folder,
    gpt2_weights,
    tokenizer,
    written,
)

STORED = Path(__file__).parent / "stored"
KINDS = ("bert", "gpt2")


def states(kind: str) -> Any:
    with np.load(STORED / f"{kind}.npz") as arrays:
        return arrays["states"]


def without(kind: str, name: str) -> Callable[[Path], None]:
    """A change of a folder: a model of this kind that lacks an array."""

    def change(path: Path) -> None:
        folder(path, kind)
        written(path / "model.safetensors", {other: x for other, x in WEIGHTS[kind]().items() if other != name})

    return change


def with_shape(kind: str, name: str, shape: tuple[int, ...]) -> Callable[[Path], None]:
    """A change of a folder: a model of this kind in which an array has another shape."""

    def change(path: Path) -> None:
        folder(path, kind)
        written(path / "model.safetensors", {**WEIGHTS[kind](), name: np.ones(shape)})

    return change


@pytest.mark.parametrize("kind", KINDS)
def test_every_layer_gives_what_transformers_gives(tmp_path: Path, kind: str) -> None:
    model, expected = opened(folder(tmp_path, kind)), states(kind)
    assert len(model.layers) == LAYERS
    assert model.embeddings
    X = model.embeddings.vectors(NUMBERS)
    np.testing.assert_allclose(X, expected[0], rtol=0, atol=1e-12)
    for count in range(1, LAYERS + 1):
        np.testing.assert_allclose(entering(X, model.layers[:count]), expected[count], rtol=0, atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_the_folder_says_heads_and_activation(tmp_path: Path, kind: str) -> None:
    for layer in opened(folder(tmp_path, kind)).layers:
        assert layer.asks == {}
        assert (layer.sizes["h"], layer.sizes["layers"]) == (H, 1)


def test_what_a_file_of_weights_does_not_say_is_asked(tmp_path: Path) -> None:
    written(tmp_path / "model.safetensors", gpt2_weights())
    model, expected = opened(tmp_path / "model.safetensors"), states("gpt2")
    first = model.layers[0]
    assert list(first.asks) == ["heads", "activation"]
    assert model.embeddings is None
    layers = [answered(layer, {"heads": H, "activation": "gelu_tanh"}) for layer in model.layers[:LAYERS]]
    np.testing.assert_allclose(entering(expected[0], layers), expected[-1], rtol=0, atol=1e-12)
    with pytest.raises(Refused):
        answered(first, {"heads": 3})


def test_another_activation_is_another_result(tmp_path: Path) -> None:
    relu = opened(folder(tmp_path, "bert", hidden_act="relu"))
    assert relu.embeddings
    found = entering(relu.embeddings.vectors(NUMBERS), relu.layers)
    assert np.abs(found - states("bert")[-1]).max() > 1e-3


def test_an_unknown_activation_is_asked(tmp_path: Path) -> None:
    assert list(opened(folder(tmp_path, "bert", hidden_act="swish")).layers[0].asks) == ["activation"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda path: (path / "model.safetensors").unlink(), "no_weights_in_folder"),
        (lambda path: (path / "config.json").write_text("{"), "damaged_config"),
        (lambda path: (path / "config.json").write_text('{"model_type": "t5"}'), "other_model"),
        (lambda path: (path / "config.json").write_text("[]"), "other_model"),
        (lambda path: (path / "model.safetensors").write_bytes(b"\x08\0\0\0\0\0\0\0{}"), "damaged"),
        (lambda path: written(path / "model.safetensors", {"a": np.ones((2, 2))}), "no_layer"),
        (lambda path: folder(path, "bert", layer_norm_eps=[1]), "config_number"),
        (lambda path: folder(path, "gpt2", layer_norm_epsilon=10**400), "config_number"),
        (lambda path: folder(path, "bert", layer_norm_eps="1e-5"), "config_number"),
        (lambda path: folder(path, "bert", layer_norm_eps=True), "config_number"),
        (lambda path: folder(path, "bert", num_attention_heads="2"), "config_number"),
        (lambda path: folder(path, "gpt2", n_head=2.0), "config_number"),
        (lambda path: folder(path, "gpt2", n_layer=3), "other_layers"),
        (without("bert", "encoder.layer.0.attention.self.query.weight"), "other_layers"),
        (without("gpt2", "h.0.ln_1.weight"), "other_layers"),
        (without("bert", "embeddings.LayerNorm.weight"), "missing"),
        (with_shape("gpt2", "wte.weight", (9, 7)), "shape"),
        (with_shape("gpt2", "wpe.weight", (9, 7)), "shape"),
        (with_shape("bert", "embeddings.position_embeddings.weight", (9, 7)), "shape"),
        (with_shape("bert", "embeddings.token_type_embeddings.weight", (2, 7)), "shape"),
    ],
)
def test_what_cannot_be_opened_is_refused(tmp_path: Path, change: Any, code: str) -> None:
    folder(tmp_path, "bert")
    change(tmp_path)
    with pytest.raises(Refused) as refused:
        opened(tmp_path)
    assert refused.value.code == code


def test_an_epsilon_of_null_is_the_usual_one(tmp_path: Path) -> None:
    model, expected = opened(folder(tmp_path, "bert", layer_norm_eps=None)), states("bert")
    assert model.embeddings
    X = model.embeddings.vectors(NUMBERS)
    np.testing.assert_allclose(entering(X, model.layers), expected[-1], rtol=0, atol=1e-12)


def test_the_norms_of_berts_first_files_are_called_gamma_and_beta(tmp_path: Path) -> None:
    folder(tmp_path, "bert")
    old = {"LayerNorm.weight": "LayerNorm.gamma", "LayerNorm.bias": "LayerNorm.beta"}
    arrays = bert_weights()
    for new, first in old.items():
        arrays = {name.replace(new, first): x for name, x in arrays.items()}
    written(tmp_path / "model.safetensors", arrays)
    model, expected = opened(tmp_path), states("bert")
    assert model.embeddings
    X = model.embeddings.vectors(NUMBERS)
    np.testing.assert_allclose(entering(X, model.layers), expected[-1], rtol=0, atol=1e-12)


@pytest.mark.parametrize(("numbers", "code"), [((), "no_tokens"), ((2, 9), "vocabulary")])
@pytest.mark.parametrize("kind", KINDS)
def test_tokens_without_a_vector_are_refused(tmp_path: Path, kind: str, numbers: Any, code: str) -> None:
    model = opened(folder(tmp_path, kind))
    assert model.embeddings
    with pytest.raises(Refused) as refused:
        model.embeddings.vectors(numbers)
    assert refused.value.code == code


def test_a_tokenizer_that_is_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        tokenized(tmp_path / "tokenizer.json", "Anna", 64)
    assert refused.value.code == "no_such_file"


def test_a_tokenizer_that_cannot_split_a_text_is_refused(tmp_path: Path) -> None:
    said = tokenizer()
    said["model"]["unk_token"] = "[NONE]"
    (tmp_path / "tokenizer.json").write_text(json.dumps(said))
    with pytest.raises(Refused) as refused:
        tokenized(tmp_path / "tokenizer.json", "Zoe", 64)
    assert refused.value.code == "damaged_config"


def test_a_path_to_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        opened(tmp_path / "nothing")
    assert refused.value.code == "no_such_file"


def test_a_changed_file_has_another_fingerprint_and_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    written(path, gpt2_weights())
    before, first = fingerprint(path), opened(path).layers[0].inputs["attention/W_q"][0, 0]
    changed = gpt2_weights()
    changed["h.0.attn.c_attn.weight"][0, 0] += 1
    path.unlink()
    written(path, changed)
    os.utime(path, ns=(before.written, before.written + 1))
    assert fingerprint(path) != before
    assert opened(path).layers[0].inputs["attention/W_q"][0, 0] == pytest.approx(first + 1)


def test_more_tokens_than_positions_are_refused(tmp_path: Path) -> None:
    model = opened(folder(tmp_path, "bert"))
    assert model.embeddings
    with pytest.raises(Refused) as refused:
        model.embeddings.vectors([4] * 17)
    assert refused.value.values == {"got": 17, "most": 16}


def test_the_tokenizer_splits_as_the_folder_says(tmp_path: Path) -> None:
    file = folder(tmp_path, "bert") / "tokenizer.json"
    found = tokenized(file, "Anna met Bens", 64)
    assert found.said == ("[CLS]", "anna", "met", "ben", "##s", "[SEP]")
    assert found.numbers == NUMBERS
    assert tokenized(file, "Anna met Bens", 3).said == ("[CLS]", "anna", "met")


def test_a_damaged_tokenizer_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(Refused) as refused:
        tokenized(tmp_path / "tokenizer.json", "Anna", 64)
    assert refused.value.code == "damaged_config"


@pytest.mark.parametrize("name", ["norm1.weight", "norm2.weight"])
def test_a_block_of_pytorch_without_a_norms_gain_is_no_block(tmp_path: Path, name: str) -> None:
    shapes: dict[str, tuple[int, ...]] = {
        "self_attn.in_proj_weight": (24, 8),
        "self_attn.out_proj.weight": (8, 8),
        "linear1.weight": (12, 8),
        "linear2.weight": (8, 12),
        "norm1.weight": (8,),
        "norm2.weight": (8,),
    }
    written(tmp_path / "whole.safetensors", drawn(shapes, 3))
    assert opened(tmp_path / "whole.safetensors").layers[0].mechanism == "encoder_block"
    written(tmp_path / "part.safetensors", drawn({other: shapes[other] for other in shapes if other != name}, 3))
    assert "encoder_block" not in [layer.mechanism for layer in opened(tmp_path / "part.safetensors").layers]


@pytest.mark.torch
def test_layers_of_pytorch_one_by_one(tmp_path: Path) -> None:
    torch.manual_seed(0)
    layer = nn.TransformerEncoderLayer(8, 2, 12, 0.0, "gelu", batch_first=True, norm_first=True)
    stack = nn.TransformerEncoder(layer, 3, enable_nested_tensor=False).double().train()
    torch.save(stack.state_dict(), tmp_path / "stack.pt")
    layers = opened(tmp_path / "stack.pt").layers[:3]
    assert [one.prefix for one in layers] == ["layers.0.", "layers.1.", "layers.2."]
    answers = {"heads": 2, "norm": "pre", "activation": "gelu_exact"}
    X = torch.randn(1, 5, 8, dtype=torch.float64)
    found = entering(X[0].numpy(), [answered(one, answers) for one in layers])
    with torch.no_grad():
        np.testing.assert_allclose(found, stack(X)[0].numpy(), rtol=0, atol=1e-12)
