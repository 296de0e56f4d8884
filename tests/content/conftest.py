"""A small folder of content to break: the one that docs/authoring.md writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from content.check.engine_facts import _everywhere
from engine import MECHANISMS
from tests.content.documented import file_mechanism, folder


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Path]:
    """The folder of the documented topic, its mechanism filed for as long as the test runs."""
    file_mechanism()
    yield folder(tmp_path / "content")
    del MECHANISMS["highway"]
    _everywhere.cache_clear()
