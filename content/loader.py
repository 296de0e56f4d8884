"""Reads the content's files into topics and questions, all faults at once, each file once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from content.errors import ContentError, NotFound, Problem
from content.questions import Question, QuestionFile
from content.schema import Common, Topic
from content.text import Model
from content.toml.error_sentences import NOT_UTF8, TomlSource, invalid, unreadable

ROOT = Path(__file__).parent
LANGUAGES = ("en", "zh")

Kind = TypeVar("Kind", bound=Model)


@dataclass(frozen=True)
class Library:
    """All topics by id, in their order, and all questions by id."""

    root: Path
    topics: Mapping[str, Topic]
    questions: Mapping[str, Question]

    def folder(self, topic: str) -> Path:
        """Where a topic's files are."""
        return self.root / "topics" / topic


class _Reader:
    """Reads file after file and gathers what is wrong with them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []

    def source(self, path: str) -> TomlSource | None:
        file, wrong = self.root / path, "This file is missing: add it."
        if file.is_file():
            try:
                return TomlSource(file, self.root)
            except UnicodeDecodeError:
                wrong = NOT_UTF8
        self.problems.append(Problem(f"{self.root.name}/{path}", 1, wrong))
        return None

    def read(self, path: str, kind: type[Kind]) -> Kind | None:
        source = self.source(path)
        if source is None:
            return None
        try:
            data: Any = tomllib.loads(source.text)
            return kind.model_validate(data)
        except tomllib.TOMLDecodeError as error:
            self.problems.append(unreadable(source, error))
            return None
        except ValidationError as error:
            self.problems.extend(invalid(source, data, error))
            return None

    def ids(self) -> list[str]:
        """The topics' folders."""
        folder = self.root / "topics"
        if not folder.is_dir():
            self.problems.append(Problem(f"{self.root.name}/topics", 1, "This folder is missing: add it."))
            return []
        return sorted(one.name for one in folder.iterdir() if one.is_dir())

    def topic(self, id: str, common: Common | None) -> Topic | None:
        topic = self.read(f"topics/{id}/topic.toml", Topic)
        if topic is None or common is None:
            return None
        if topic.id != id:
            self.fault(f"topics/{id}/topic.toml", ("id",), f"The id is {topic.id} but the folder is {id}.")
        words = {
            "options": {**common.options, **topic.options},
            "misconceptions": {**common.misconceptions, **topic.misconceptions},
        }
        return topic.model_copy(update=words)

    def questions(self, id: str) -> dict[str, Question]:
        path = f"topics/{id}/questions.toml"
        file = self.read(path, QuestionFile)
        found: dict[str, Question] = {}
        for n, question in enumerate(file.questions if file else ()):
            where = ("questions", n, "id")
            if question.topic != id:
                self.fault(path, where, f"The id {question.id} must begin with {id}/.")
            if question.id in found:
                self.fault(path, where, f"There are two questions called {question.id}: rename one.")
            found[question.id] = question
        return found

    def fault(self, path: str, keys: tuple[str | int, ...], sentence: str) -> None:
        self.problems.append(TomlSource(self.root / path, self.root).problem(keys, sentence))


def read(root: Path) -> Library:
    """Read a folder like content/; raises ContentError with every fault of every file.

    What the files say is not held against the engine here: content.check does that.
    """
    reader = _Reader(root)
    common = reader.read("common.toml", Common)
    ids = reader.ids()
    topics = [reader.topic(id, common) for id in ids]
    questions = [reader.questions(id) for id in ids]
    if reader.problems:
        raise ContentError(reader.problems)
    ordered = sorted((topic for topic in topics if topic), key=lambda topic: (topic.order, topic.id))
    by_id = {id: question for found in questions for id, question in found.items()}
    return Library(root, {topic.id: topic for topic in ordered}, by_id)


_at_hand: ContextVar[Library | None] = ContextVar("library", default=None)


def library() -> Library:
    """What topics and questions are looked up in: the project's own content, read once."""
    return _at_hand.get() or _own()


@cache
def _own() -> Library:
    return read(ROOT)


@contextmanager
def looking_in(other: Library) -> Iterator[None]:
    """Everything inside looks topics and questions up in another library: one that is being checked."""
    before = _at_hand.set(other)
    try:
        yield
    finally:
        _at_hand.reset(before)


def topics() -> tuple[Topic, ...]:
    """Every topic, in the order they are taught."""
    return tuple(library().topics.values())


def topic(id: str) -> Topic:
    """The topic of this id; raises NotFound."""
    if id not in library().topics:
        raise NotFound("There is no topic called {id}.", id=id)
    return library().topics[id]


def questions(topic: str | None = None) -> tuple[Question, ...]:
    """Every question, or those of one topic, in the order they are written."""
    return tuple(q for q in library().questions.values() if topic in (None, q.topic))


def question(id: str) -> Question:
    """The question of this id; raises NotFound."""
    if id not in library().questions:
        raise NotFound("There is no question called {id}.", id=id)
    return library().questions[id]
