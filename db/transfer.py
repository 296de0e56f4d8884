"""Export and import of everything of a learner: a zip of JSON Lines, one file a table, with the version of its form.

Recordings are files beside them, in a folder of the zip. Cards and totals are not exported; they follow from the rest.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import IO, Any

from sqlalchemy import BigInteger, Column, Connection, DefaultClause, Integer, Table, select

from db import papers as in_papers
from db import recording, recordings, rows
from db.columns import Day, Instant
from db.errors import StoreError
from db.learners import day_start, lock
from db.migrate import HEAD
from db.tables import (
    attempt_misconceptions,
    attempts,
    cards,
    day_totals,
    drafts,
    exams,
    fits,
    lessons_read,
    paper_items,
    papers,
    question_totals,
    regradings,
    remarkings,
    reviews,
)
from db.tables import recordings as recordings_table
from db.upsert import insert_new, put
from loading.archives import UNREADABLE

FORMAT, VERSION = "stepwise", 1
MANIFEST = "manifest.json"
RECORDINGS = "recordings/"
TABLES = (
    attempts, attempt_misconceptions, remarkings, reviews, regradings, fits, exams, lessons_read, drafts, papers,
    paper_items,
)  # fmt: skip
NO_LINES = (recordings_table, cards, day_totals, question_totals)
FIRST, LAST = datetime(1, 1, 3, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)  # every zone has dates for these
NUMBERED_HERE = ("learner_id", "sequence", "review_id")  # columns that mean nothing on another machine


@dataclass
class Imported:
    """Numbers of what an import added, and of the lines that could not be read, with the place of the first."""

    attempts: int = 0
    papers: int = 0
    known: int = 0
    unreadable: int = 0
    first_unreadable: str = ""
    questions: set[str] = field(default_factory=set)  # whose reviews have changed


def export(connection: Connection, learner_id: int, now: datetime, target: IO[bytes]) -> None:
    """Write everything of a learner to a file, in the order in which it was recorded, and their recordings."""
    manifest = {"format": FORMAT, "version": VERSION, "schema": HEAD, "exported_at": now.isoformat()}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
        for table in TABLES:
            chosen = select(table).where(table.c.learner_id == learner_id).order_by(*table.primary_key)
            with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as lines:
                for row in rows.each(connection, chosen.execution_options(yield_per=1000)):
                    if values := rows.readable(table, row):
                        lines.write((json.dumps(values, default=_as_text) + "\n").encode())
        for attempt_id in recordings.of_learner(connection, learner_id):
            if found := recordings.read(connection, learner_id, attempt_id):
                name = RECORDINGS + recordings.file_name(attempt_id, found)
                archive.writestr(name, found.sound, zipfile.ZIP_STORED)


def _as_text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def read_in(connection: Connection, learner_id: int, source: IO[bytes], now: datetime) -> Imported:
    """Add what an export holds to what a learner has; what is there already, by attempt id, changes nothing.

    A paper that was handed in on either side is handed in; of two drafts of a question the later stays. Cards are made
    again from all reviews. Raises StoreError for a file that is no export, or of a later version.
    """
    found = Imported()
    lock(connection, learner_id)
    with _opened(source) as archive:
        for table in TABLES:
            for values in _lines(archive, table, found):
                _add(connection, table, {"learner_id": learner_id} | values, found, now)
        _add_recordings(connection, learner_id, archive)
    for question in sorted(found.questions):
        recording.make_card(connection, learner_id, question)
    return found


def _add_recordings(connection: Connection, learner_id: int, archive: zipfile.ZipFile) -> None:
    """The recordings of papers that are there, unless these have one."""
    for entry in archive.infolist():
        name = entry.filename.removeprefix(RECORDINGS)
        if name == entry.filename or entry.file_size > recordings.LARGEST:
            continue
        found = recordings.named(name, _read(archive, entry))
        if found is None:
            continue
        of_it = (paper_items.c.learner_id == learner_id, paper_items.c.attempt_id == found[0])
        if connection.execute(select(paper_items.c.place).where(*of_it)).first():
            recordings.add(connection, learner_id, *found)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of an entry; none of one that is damaged, which is no recording then."""
    try:
        return archive.read(entry)
    except UNREADABLE:
        return b""


def _opened(source: IO[bytes]) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(source)
        manifest = json.loads(archive.read(MANIFEST))
        known, version = manifest["format"] == FORMAT, manifest["version"]
    except (*UNREADABLE, TypeError) as error:
        raise StoreError("This file is no export of Stepwise: choose the zip that was exported.") from error
    if not known:
        raise StoreError("This file is no export of Stepwise: choose the zip that was exported.")
    if version != VERSION:
        raise StoreError("This file was exported by a later version of Stepwise: update Stepwise first.")
    return archive


def _lines(archive: zipfile.ZipFile, table: Table, found: Imported) -> Iterator[dict[str, Any]]:
    """The rows of a table's file that can be read; the others are counted. Raises StoreError for a damaged file."""
    name = f"{table.name}.jsonl"
    if name not in archive.namelist():
        return
    for number, line in enumerate(_sound_lines(archive, name), 1):
        if values := _row(table, line):
            yield values
        else:
            found.unreadable += 1
            found.first_unreadable = found.first_unreadable or f"{name}:{number}"


def _sound_lines(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The lines of a file; at its end it is known whether they are those that were written."""
    try:
        with archive.open(name) as lines:
            yield from lines
    except UNREADABLE as error:
        raise StoreError(
            "This export is damaged: {name} in it cannot be read. Nothing was imported; export it again.", name=name
        ) from error


def _row(table: Table, line: bytes) -> dict[str, Any] | None:
    try:
        kept = json.loads(line)
        wanted = [column for column in table.c if column.name not in NUMBERED_HERE]
        values = {column.name: _storable(column.type, _kept(kept, column)) for column in wanted}
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError):
        return None
    return values if rows.fits(table, values) else None


def _kept(line: Mapping[str, Any], column: Column[Any]) -> Any:
    """The value of a column in a line; one that files of earlier versions lack begins as it did in the database."""
    started = column.server_default
    if column.name not in line and isinstance(started, DefaultClause):
        return column.type.python_type(str(started.arg))
    return line[column.name]


def _storable(kind: object, value: Any) -> Any:
    """A value of a line as its column holds it. Raises ValueError or OverflowError for one that no database keeps."""
    if isinstance(value, str):
        value.encode()  # half of a pair of surrogates is no text
    if isinstance(value, int) and isinstance(kind, Integer) and value.bit_length() > _bits(kind):
        raise OverflowError
    if value is None or not isinstance(kind, Day | Instant):
        return value
    return date.fromisoformat(value) if isinstance(kind, Day) else _moment(value)


def _bits(kind: Integer) -> int:
    return 63 if isinstance(kind, BigInteger) else 31


def _moment(text: str) -> datetime:
    """The moment that a text says. Raises ValueError without a zone, and on the first and last days of the calendar."""
    moment = datetime.fromisoformat(text)
    if moment.utcoffset() is None or not FIRST < moment < LAST:
        raise ValueError(text)
    return moment


# ---- what is done with a row ----


def _add(connection: Connection, table: Table, values: dict[str, Any], found: Imported, now: datetime) -> None:
    if table is attempts:
        _add_attempt(connection, values, found, now)
    elif table is fits:
        if insert_new(connection, fits, values) and values["kept"]:
            found.questions |= recording.reviewed(connection, values["learner_id"])
    elif table is exams or table is lessons_read:
        insert_new(connection, table, values)
    elif table is drafts:
        _add_draft(connection, values)
    elif table is papers:
        _add_paper(connection, values, found)
    elif _has_parent(connection, table, values) and insert_new(connection, table, values):
        found.questions |= _rated(connection, table, values)


def _rated(connection: Connection, table: Table, values: Mapping[str, Any]) -> set[str]:
    """The question whose card a row changes."""
    if table is regradings:
        return recording.reviewed_in(connection, values["learner_id"], values["attempt_id"])
    return {values["question_id"]} if table is reviews else set()


def _add_attempt(connection: Connection, values: Mapping[str, Any], found: Imported, now: datetime) -> None:
    if not insert_new(connection, attempts, values):
        found.known += 1
        return
    found.attempts += 1
    learner_id = values["learner_id"]
    recorded = rows.attempt_record(values)
    finished = recorded.finished_at.astimezone(now.tzinfo)
    recording.count(connection, learner_id, recorded, finished, day_start(connection, learner_id))


def _add_draft(connection: Connection, values: Mapping[str, Any]) -> None:
    """The draft, unless its attempt has been recorded or a later draft of the question is there."""
    done = select(attempts.c.sequence).where(*_same(attempts, values, "attempt_id"))
    there = select(drafts.c.saved_at).where(*_same(drafts, values, "question_id"))
    saved_at = connection.execute(there).scalar()
    if connection.execute(done).first() is None and (saved_at is None or saved_at < values["saved_at"]):
        put(connection, drafts, values)


def _add_paper(connection: Connection, values: Mapping[str, Any], found: Imported) -> None:
    if values["handed_in_at"] is not None:  # an open one gives way to it
        in_papers.discard(connection, values["learner_id"], values["paper_id"])
    found.papers += insert_new(connection, papers, values)


def _has_parent(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Whether the attempt or paper that a row belongs to is there; its own line may have been unreadable."""
    parent, key = (papers, "paper_id") if table is paper_items else (attempts, "attempt_id")
    return connection.execute(select(parent.c.learner_id).where(*_same(parent, values, key))).first() is not None


def _same(table: Table, values: Mapping[str, Any], key: str) -> tuple[Any, ...]:
    return table.c.learner_id == values["learner_id"], table.c[key] == values[key]
