"""Folders of small models as the transformers library saves them, with weights drawn from a seed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

D, H, F, LAYERS, WORDS, POSITIONS = 8, 2, 12, 2, 9, 16
VOCABULARY = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "anna", "met", "ben", "then", "##s")
NUMBERS = (2, 4, 5, 6, 8, 3)  # [CLS] anna met ben ##s [SEP]


def written(path: Path, arrays: Mapping[str, Any]) -> None:
    """Write arrays as a .safetensors file: length, header, numbers."""
    header, data = {}, b""
    for name, x in arrays.items():
        begin, data = len(data), data + np.ascontiguousarray(x, np.float32).tobytes()
        header[name] = {"dtype": "F32", "shape": list(x.shape), "data_offsets": [begin, len(data)]}
    said = json.dumps(header).encode()
    path.write_bytes(len(said).to_bytes(8, "little") + said + data)


def drawn(shapes: Mapping[str, tuple[int, ...]], seed: int) -> dict[str, Any]:
    """Arrays of these shapes, small enough that nothing saturates, around 1 where they are gains."""
    rng = np.random.default_rng(seed)
    gains = ("LayerNorm.weight", "ln_1.weight", "ln_2.weight", "ln_f.weight")
    return {
        name: (0.4 * rng.normal(size=shape) + name.endswith(gains)).astype(np.float32) for name, shape in shapes.items()
    }


def bert_weights() -> dict[str, Any]:
    """The weights of a BERT of two layers."""
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (WORDS, D),
        "embeddings.position_embeddings.weight": (POSITIONS, D),
        "embeddings.token_type_embeddings.weight": (2, D),
        "embeddings.LayerNorm.weight": (D,),
        "embeddings.LayerNorm.bias": (D,),
    }
    for k in range(LAYERS):
        at = f"encoder.layer.{k}."
        for word in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
            shapes |= {f"{at}{word}.weight": (D, D), f"{at}{word}.bias": (D,)}
        shapes |= {f"{at}intermediate.dense.weight": (F, D), f"{at}intermediate.dense.bias": (F,)}
        shapes |= {f"{at}output.dense.weight": (D, F), f"{at}output.dense.bias": (D,)}
        for norm in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes |= {f"{at}{norm}.weight": (D,), f"{at}{norm}.bias": (D,)}
    return drawn(shapes, 1)


def gpt2_weights() -> dict[str, Any]:
    """The weights of a GPT-2 of two blocks."""
    shapes: dict[str, tuple[int, ...]] = {"wte.weight": (WORDS, D), "wpe.weight": (POSITIONS, D)}
    for k in range(LAYERS):
        at = f"h.{k}."
        shapes |= {f"{at}ln_1.weight": (D,), f"{at}ln_1.bias": (D,), f"{at}ln_2.weight": (D,), f"{at}ln_2.bias": (D,)}
        shapes |= {f"{at}attn.c_attn.weight": (D, 3 * D), f"{at}attn.c_attn.bias": (3 * D,)}
        shapes |= {f"{at}attn.c_proj.weight": (D, D), f"{at}attn.c_proj.bias": (D,)}
        shapes |= {f"{at}mlp.c_fc.weight": (D, F), f"{at}mlp.c_fc.bias": (F,)}
        shapes |= {f"{at}mlp.c_proj.weight": (F, D), f"{at}mlp.c_proj.bias": (D,)}
    return drawn(shapes | {"ln_f.weight": (D,), "ln_f.bias": (D,)}, 2)


CONFIGS: dict[str, dict[str, Any]] = {
    "bert": {
        "model_type": "bert",
        "hidden_size": D,
        "num_attention_heads": H,
        "num_hidden_layers": LAYERS,
        "intermediate_size": F,
        "vocab_size": WORDS,
        "max_position_embeddings": POSITIONS,
        "hidden_act": "gelu",
        "layer_norm_eps": 1e-12,
    },
    "gpt2": {
        "model_type": "gpt2",
        "n_embd": D,
        "n_head": H,
        "n_layer": LAYERS,
        "n_inner": F,
        "n_positions": POSITIONS,
        "vocab_size": WORDS,
        "activation_function": "gelu_new",
        "layer_norm_epsilon": 1e-5,
    },
}
WEIGHTS = {"bert": bert_weights, "gpt2": gpt2_weights}


def folder(path: Path, kind: str, **config: Any) -> Path:
    """A folder of a model of this kind, with a tokenizer that splits at spaces; `config` replaces what it says."""
    path.mkdir(parents=True, exist_ok=True)
    written(path / "model.safetensors", WEIGHTS[kind]())
    (path / "config.json").write_text(json.dumps(CONFIGS[kind] | config))
    (path / "tokenizer.json").write_text(json.dumps(tokenizer()))
    return path


def tokenizer() -> dict[str, Any]:
    """WordPiece over nine words, small letters, between [CLS] and [SEP], as BERT's tokenizers are written down."""
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
        "decoder": None,
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": {word: n for n, word in enumerate(VOCABULARY)},
        },
    }
