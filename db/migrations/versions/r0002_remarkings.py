"""Revision 0002: remarkings, the markings of attempts by later engine versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, with triggers on SQLite that keep it append-only."""
    op.create_table(
        "remarkings",
        sa.Column("attempt_id", sa.String(64), nullable=False),
        sa.Column("engine_version", sa.String(32), nullable=False),
        sa.Column("marking", sa.JSON, nullable=False),
        sa.Column("points", sa.Float, nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("attempt_id", "engine_version", name="pk_remarkings"),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.attempt_id"], name="fk_remarkings_attempt_id_attempts"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER remarkings_no_{change.lower()} BEFORE {change} ON remarkings "
                "BEGIN SELECT RAISE(ABORT, 'remarkings only grows'); END"
            )
