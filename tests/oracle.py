"""PyTorch as the tests' oracle. It is imported when it is first used, so that the tests can be collected without it.

Whoever uses it is marked `torch`; tests/conftest.py keeps it from all others.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch as torch
    from torch import nn as nn
    from torch.nn import functional as functional
else:

    class Late:
        """A module that is imported when one of its names is asked for; pytest asks every name for private ones."""

        def __init__(self, name: str) -> None:
            self._name = name

        def __getattr__(self, attribute: str) -> Any:
            if attribute.startswith("_") or attribute == "pytestmark":
                raise AttributeError(attribute)
            return getattr(import_module(self._name), attribute)

    torch, nn, functional = Late("torch"), Late("torch.nn"), Late("torch.nn.functional")
