"""One backup a day, made beside the pages when the store is first used on that day."""

from __future__ import annotations

from datetime import date, datetime
from threading import Lock, Thread
from typing import TYPE_CHECKING

import streamlit as st

from db.errors import StoreError

if TYPE_CHECKING:  # whoever has a store has imported it
    from db.store import Store


class DailyBackup:
    """The process's care for a backup a day; `error` says why the last one could not be made. Shared by threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._day: date | None = None
        self.error: StoreError | None = None

    def see_to(self, store: Store) -> None:
        """Make the backup of today, in a thread of its own, if that was not tried yet."""
        today = machine_now().date()
        if self._day == today:
            return
        with self._lock:
            tried, self._day = self._day == today, today
        if not tried:
            Thread(target=self.make, args=(store,), name="daily backup", daemon=True).start()

    def make(self, store: Store) -> None:
        """Make it now, unless there is one of today."""
        try:
            store.back_up_daily(machine_now())
            self.error = None
        except StoreError as error:
            self.error = error


@st.cache_resource(show_spinner=False)
def daily_backup() -> DailyBackup:
    """The process's daily backup."""
    return DailyBackup()


def machine_now() -> datetime:
    """Now, in the time of this machine, after which backups are named."""
    return datetime.now().astimezone()
