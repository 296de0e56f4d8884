"""docs/check-mine.md: its blocks are run one after the other, as a reader would."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from check.__main__ import main
from presentation.translate import speaking

PAGE = Path(__file__).parents[2] / "docs" / "check-mine.md"
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_the_page_runs(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    space: dict[str, Any] = {}
    with speaking("en"), np.printoptions():
        for block in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
            exec(block, space)
    printed = capsys.readouterr().out
    assert '"context": C,' in printed
    file = tmp_path / "results.npz"
    np.savez(file, context=space["context"], **space["inputs"])
    assert main(["self_attention", str(file)]) == 1
    said = capsys.readouterr().out
    assert "In code: scaled = S / np.sqrt(d_k); your numbers result from: scaled = S" in said
