"""Revision 0005: the day of each learner's exam, and how many minutes a day they have."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MINUTES = "20"  # of those who have not said


def upgrade() -> None:
    """Add both columns; nobody who is there has an exam."""
    op.add_column("learners", sa.Column("exam_day", sa.Date))
    op.add_column("learners", sa.Column("minutes_a_day", sa.Integer, nullable=False, server_default=MINUTES))
