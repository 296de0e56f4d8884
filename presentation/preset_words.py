"""What the preset conventions of mechanisms are called: by the library, the model or the paper they are of."""

from __future__ import annotations

from presentation.translate import _

PRESET_NAMES = {
    "pytorch": "PyTorch",
    "keras": "Keras",
    "tensorflow_1": "TensorFlow 1",
    "onnx": "ONNX",
    "huggingface": "Hugging Face",
    "tensor2tensor": "Tensor2Tensor",
    "annotated": "The Annotated Transformer",
    "gpt2": "GPT-2",
    "bert": "BERT",
    "llama": "Llama",
    "llama_cpp": "llama.cpp",
    "mixtral": "Mixtral",
    "switch": "Switch Transformer",
    "gnmt": "GNMT",
    "peft": "Hugging Face PEFT",
    "t5": "T5",
    "roformer": "RoFormer",
    "1997": "Hochreiter & Schmidhuber 1997",
    "chung": "Chung et al. 2014",
    "cho": "Cho et al. 2014",
    "luong": "Luong et al. 2015",
    "mgu": "Zhou et al. 2016 (MGU)",
}


def preset_name(preset: str) -> str:
    """Whose conventions a preset holds, a proper name in either language; the textbook's are what is taught here."""
    return PRESET_NAMES.get(preset) or _("textbook")
