"""Revision 0006: ratings that a learner has changed, and parameters of the scheduler fitted to a learner's reviews."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
ADDED = ("regradings", "fits")
REMOVED = "EXISTS (SELECT 1 FROM learners WHERE learner_id = OLD.learner_id AND removed_at IS NOT NULL)"


def upgrade() -> None:
    """Create both tables, which only grow."""
    op.create_table(
        "regradings",
        sa.Column("learner_id", sa.Integer, nullable=False),
        sa.Column("attempt_id", sa.String(64), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("rating", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "attempt_id", "changed_at", name="pk_regradings"),
        _belongs("regradings"),
        sa.ForeignKeyConstraint(
            ["learner_id", "attempt_id"],
            ["attempts.learner_id", "attempts.attempt_id"],
            name="fk_regradings_learner_id_attempt_id_attempts",
        ),
    )
    op.create_table(
        "fits",
        sa.Column("learner_id", sa.Integer, nullable=False),
        sa.Column("fitted_at", INSTANT, nullable=False),
        sa.Column("reviews", sa.Integer, nullable=False),
        sa.Column("held_out", sa.Integer, nullable=False),
        sa.Column("loss_before", sa.Float),
        sa.Column("loss", sa.Float),
        sa.Column("kept", sa.Integer, nullable=False),
        sa.Column("parameters", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "fitted_at", name="pk_fits"),
        _belongs("fits"),
    )
    guard = _guard_sqlite if op.get_bind().dialect.name == "sqlite" else _guard_postgresql
    for table in ADDED:
        guard(table)


def _belongs(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["learner_id"], ["learners.learner_id"], name=f"fk_{table}_learner_id_learners")


def _guard_sqlite(table: str) -> None:
    for change, unless in (("UPDATE", "0"), ("DELETE", REMOVED)):
        op.execute(
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
            f"WHEN 1 AND NOT {unless} BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        )


def _guard_postgresql(table: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION stepwise_only_grows()"
    )
