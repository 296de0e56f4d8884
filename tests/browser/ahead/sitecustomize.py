"""Python begins under a clock that is ahead: by how many seconds, says CLOCK_AHEAD."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import time_machine

time_machine.travel(datetime.now(UTC) + timedelta(seconds=float(os.environ["CLOCK_AHEAD"])), tick=True).start()
