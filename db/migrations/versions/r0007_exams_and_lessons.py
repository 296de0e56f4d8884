"""Revision 0007: several exams of a learner, each with the areas it is on, and the lessons that were read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
REMOVED = "EXISTS (SELECT 1 FROM learners WHERE learner_id = OLD.learner_id AND removed_at IS NOT NULL)"
FIRST = "first"  # the id of the exam that a learner has from before


def upgrade() -> None:
    """Create both tables; the day of the exam becomes an exam without a name, on everything."""
    exams = op.create_table(
        "exams",
        sa.Column("learner_id", sa.Integer, nullable=False),
        sa.Column("exam_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("areas", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "exam_id", name="pk_exams"),
        _belongs("exams"),
    )
    op.create_table(
        "lessons_read",
        sa.Column("learner_id", sa.Integer, nullable=False),
        sa.Column("topic_id", sa.String(200), nullable=False),
        sa.Column("read_at", INSTANT, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("minutes", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "topic_id", "read_at", name="pk_lessons_read"),
        _belongs("lessons_read"),
    )
    _take_over(exams)
    op.drop_column("learners", "exam_day")
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite("lessons_read")
    else:
        _guard_postgresql("lessons_read")


def _take_over(exams: sa.Table) -> None:
    learners = sa.table("learners", sa.column("learner_id"), sa.column("exam_day", sa.Date))
    chosen = sa.select(learners).where(learners.c.exam_day.is_not(None))
    kept = [
        {"learner_id": id, "exam_id": FIRST, "name": "", "day": day, "areas": {}}
        for id, day in op.get_bind().execute(chosen)
    ]
    if kept:
        op.bulk_insert(exams, kept)


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
