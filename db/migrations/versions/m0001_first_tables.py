"""Attempts, their steps, cards, reviews and drafts; what is only added to cannot be changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.tables import Utc

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("attempts", "attempt_steps", "reviews")


def upgrade() -> None:
    """Create the tables and, on SQLite, the triggers that keep history as it was."""
    op.create_table(
        "attempts",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("question_id", sa.String(120), nullable=False),
        sa.Column("topic_id", sa.String(60), nullable=False),
        sa.Column("mechanism", sa.String(60), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("points", sa.Float(), nullable=False),
        sa.Column("possible", sa.Float(), nullable=False),
        sa.Column("hints_used", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("engine_version", sa.String(20), nullable=False),
        sa.Column("started_at", Utc(), nullable=False),
        sa.Column("finished_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
    )
    op.create_index("ix_attempts_question_finished", "attempts", ["question_id", "finished_at"])
    op.create_table(
        "attempt_steps",
        sa.Column("attempt_id", sa.String(36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(120), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("points", sa.Float(), nullable=False),
        sa.Column("possible", sa.Float(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("misconceptions", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("attempt_id", "position", name="pk_attempt_steps"),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name="fk_attempt_steps_attempt_id"),
    )
    op.create_table(
        "cards",
        sa.Column("question_id", sa.String(120), nullable=False),
        sa.Column("due", Utc(), nullable=False),
        sa.Column("stability", sa.Float()),
        sa.Column("difficulty", sa.Float()),
        sa.Column("last_review", Utc()),
        sa.PrimaryKeyConstraint("question_id", name="pk_cards"),
    )
    op.create_index("ix_cards_due", "cards", ["due"])
    op.create_table(
        "reviews",
        sa.Column("attempt_id", sa.String(36), nullable=False),
        sa.Column("question_id", sa.String(120), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("reviewed_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("attempt_id", name="pk_reviews"),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name="fk_reviews_attempt_id"),
    )
    op.create_index("ix_reviews_question_id", "reviews", ["question_id"])
    op.create_table(
        "drafts",
        sa.Column("question_id", sa.String(120), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("saved_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("question_id", name="pk_drafts"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for change in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER keep_{table}_{change.lower()} BEFORE {change} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END"
                )


def downgrade() -> None:
    """Drop everything; SQLite drops a table's triggers with it."""
    for table in ("drafts", "reviews", "cards", "attempt_steps", "attempts"):
        op.drop_table(table)
