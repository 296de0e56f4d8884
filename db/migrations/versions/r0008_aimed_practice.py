"""Revision 0008: practice that aims at one step is counted apart from answers to whole questions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what says so to attempts, and its number to each day; earlier attempts stay counted as they are."""
    for table in ("attempts", "day_totals"):
        op.add_column(table, sa.Column("aimed", sa.Integer, nullable=False, server_default="0"))
