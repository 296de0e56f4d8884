"""Named parameters of PyTorch's and Keras' layers as inputs of a mechanism, with the conventions that they imply."""

from __future__ import annotations

from parameters.by_name import by_name
from parameters.recognise import recognised
from parameters.recognised import Note, Recognised

__all__ = ["Note", "Recognised", "by_name", "recognised"]
