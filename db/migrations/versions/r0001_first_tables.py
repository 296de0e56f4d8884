"""Revision 0001: attempts, their misconceptions, reviews, cards and drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("attempts", "attempt_misconceptions", "reviews")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables, with triggers on SQLite that keep recorded rows append-only."""
    _attempts()
    _reviews()
    _cards()
    _drafts()
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            _only_grows(table)


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("attempt_id", sa.String(64), nullable=False),
        sa.Column("question_id", sa.String(200), nullable=False),
        sa.Column("mechanism", sa.String(200), nullable=False),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("inputs", sa.JSON, nullable=False),
        sa.Column("seed", sa.BigInteger),
        sa.Column("answers", sa.JSON, nullable=False),
        sa.Column("marking", sa.JSON, nullable=False),
        sa.Column("points", sa.Float, nullable=False),
        sa.Column("possible", sa.Float, nullable=False),
        sa.Column("hints_used", sa.Integer, nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("engine_version", sa.String(32), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_attempts"),
        sa.UniqueConstraint("attempt_id", name="uq_attempts_attempt_id"),
    )
    op.create_index("ix_attempts_question_id_sequence", "attempts", ["question_id", "sequence"])
    op.create_index("ix_attempts_finished_at", "attempts", ["finished_at"])
    op.create_table(
        "attempt_misconceptions",
        sa.Column("attempt_id", sa.String(64), nullable=False),
        sa.Column("step", sa.String(200), nullable=False),
        sa.Column("misconception_id", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("attempt_id", "step", "misconception_id", name="pk_attempt_misconceptions"),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.attempt_id"], name="fk_attempt_misconceptions_attempt_id_attempts"
        ),
    )
    op.create_index("ix_attempt_misconceptions_misconception_id", "attempt_misconceptions", ["misconception_id"])


def _reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("review_id", sa.Integer, nullable=False),
        sa.Column("attempt_id", sa.String(64), nullable=False),
        sa.Column("question_id", sa.String(200), nullable=False),
        sa.Column("rating", sa.Integer, nullable=False),
        sa.Column("reviewed_at", INSTANT, nullable=False),
        sa.Column("before", sa.JSON, nullable=False),
        sa.Column("after", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("review_id", name="pk_reviews"),
        sa.UniqueConstraint("attempt_id", name="uq_reviews_attempt_id"),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.attempt_id"], name="fk_reviews_attempt_id_attempts"),
    )
    op.create_index("ix_reviews_question_id_reviewed_at", "reviews", ["question_id", "reviewed_at"])


def _cards() -> None:
    op.create_table(
        "cards",
        sa.Column("question_id", sa.String(200), nullable=False),
        sa.Column("due", INSTANT, nullable=False),
        sa.Column("stability", sa.Float),
        sa.Column("difficulty", sa.Float),
        sa.Column("last_review", INSTANT),
        sa.PrimaryKeyConstraint("question_id", name="pk_cards"),
    )
    op.create_index("ix_cards_due", "cards", ["due"])


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("question_id", sa.String(200), nullable=False),
        sa.Column("attempt_id", sa.String(64), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("seed", sa.BigInteger),
        sa.Column("inputs", sa.JSON, nullable=False),
        sa.Column("answers", sa.JSON, nullable=False),
        sa.Column("state", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("question_id", name="pk_drafts"),
    )


def _only_grows(table: str) -> None:
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        )
