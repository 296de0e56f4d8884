"""Revision 0009: recordings of spoken answers are rows, no longer files beside the database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; files are taken in when the database is opened, since they may be many."""
    op.create_table(
        "recordings",
        sa.Column("learner_id", sa.Integer, nullable=False),
        sa.Column("attempt_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("sound", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "attempt_id", name="pk_recordings"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.learner_id"], name="fk_recordings_learner_id_learners"),
    )
