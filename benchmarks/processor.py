"""The processor that is measured on, and the matrix kernels that NumPy's OpenBLAS chose for it."""

from __future__ import annotations

import ctypes
import platform
from pathlib import Path

import numpy as np

CPUINFO = Path("/proc/cpuinfo")
WIDEST = "avx512f"  # the instructions that OpenBLAS' SkylakeX kernels need


def described() -> str:
    """The processor, its widest vector instructions and the kernels in use, in one line.

    Where OpenBLAS took older kernels than the processor has instructions for, the line says how to choose the others.
    """
    said = f"{_model()}; OpenBLAS kernels: {kernels() or 'unknown'}"
    if WIDEST in _flags() and kernels() in ("Haswell", "Zen"):
        said += "; it has AVX-512: OPENBLAS_CORETYPE=SkylakeX chooses wider kernels"
    return said


def kernels() -> str:
    """The name of the processor family whose kernels OpenBLAS uses, such as Zen; "" where it does not say."""
    for library in (Path(np.__file__).parents[1] / "numpy.libs").glob("*openblas*"):
        for name in ("scipy_openblas_get_corename64_", "openblas_get_corename64_", "openblas_get_corename"):
            if found := getattr(ctypes.CDLL(str(library)), name, None):
                found.restype = ctypes.c_char_p
                return str(found().decode())
    return ""


def _model() -> str:
    return _field("model name") or platform.processor() or platform.machine()


def _flags() -> list[str]:
    return _field("flags").split()


def _field(name: str) -> str:
    """A field of the first processor in Linux' list; "" on other systems."""
    lines = CPUINFO.read_text(encoding="utf-8").splitlines() if CPUINFO.is_file() else []
    return next((value.strip() for key, _, value in (line.partition(":") for line in lines) if key.strip() == name), "")
