"""The folder of content that docs/authoring.md writes, also for what is shown of it."""

from __future__ import annotations

from tests.content.conftest import written

__all__ = ["written"]
