"""Loads topics and questions from TOML files; collects all faults before raising."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from content.errors import ContentError, NotFound, Problem
from content.lazy_mapping import LazyMapping
from content.question_base import topic_of
from content.questions import Question, QuestionFile
from content.schema import Common, Topic, TopicHeading, heading
from content.text import Model
from content.toml.error_sentences import NOT_UTF8, TomlSource, invalid, unreadable

ROOT = Path(__file__).parent
LANGUAGES = ("en", "zh")

Kind = TypeVar("Kind", bound=Model)
Found = TypeVar("Found")


@dataclass(frozen=True)
class Library:
    """All topics by id, in the order they are taught, and all questions.

    `asked` has the questions of each topic by id, in the order of their file.
    """

    root: Path
    topics: Mapping[str, Topic]
    asked: Mapping[str, Mapping[str, Question]]

    @property
    def questions(self) -> dict[str, Question]:
        """All questions by id."""
        return {id: question for asked in self.asked.values() for id, question in asked.items()}

    def folder(self, topic: str) -> Path:
        """The folder with a topic's files."""
        return self.root / "topics" / topic


class _Reader:
    """Reads files one by one and collects their faults in `problems`."""

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
        """The names of the topic folders, sorted."""
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
            "places": {**common.places, **topic.places},
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

    def heading(self, id: str) -> TopicHeading | None:
        """The heading of a topic, read from the top of its file.

        If the top cannot be read alone, the whole file is read, so that its faults are collected.
        """
        source = self.source(f"topics/{id}/topic.toml")
        try:
            return heading(source.text) if source else None
        except (tomllib.TOMLDecodeError, ValidationError):
            topic = self.read(f"topics/{id}/topic.toml", Topic)
            return TopicHeading(**{name: getattr(topic, name) for name in TopicHeading.model_fields}) if topic else None

    def done(self, found: Found | None) -> Found:
        """The object that was read; raises ContentError with all collected faults if there are any."""
        if self.problems or found is None:
            raise ContentError(self.problems)
        return found

    def fault(self, path: str, keys: tuple[str | int, ...], sentence: str) -> None:
        self.problems.append(TomlSource(self.root / path, self.root).problem(keys, sentence))


def read(root: Path) -> Library:
    """The library in a folder with the layout of content/. Raises ContentError with every fault of every file.

    Only the schema is checked here; content.check compares the content with the engine.
    """
    reader = _Reader(root)
    common = reader.read("common.toml", Common)
    ids = reader.ids()
    topics = {id: reader.topic(id, common) for id in ids}
    asked = {id: reader.questions(id) for id in ids}
    reader.done(topics)
    ordered = sorted((topic for topic in topics.values() if topic), key=lambda topic: (topic.order, topic.id))
    return Library(root, {topic.id: topic for topic in ordered}, {topic.id: asked[topic.id] for topic in ordered})


def open_lazily(root: Path) -> Library:
    """A library in which each file is read when it is first accessed; the access raises ContentError for its faults.

    Opening raises ContentError for faulty headings.
    """
    ids = [heading.id for heading in headings(root)]
    return Library(root, LazyMapping(ids, partial(_topic, root)), LazyMapping(ids, partial(_questions, root)))


@cache
def common(root: Path = ROOT) -> Common:
    """The texts that topics share."""
    reader = _Reader(root)
    return reader.done(reader.read("common.toml", Common))


def _topic(root: Path, id: str) -> Topic:
    reader = _Reader(root)
    return reader.done(reader.topic(id, common(root)))


def _questions(root: Path, id: str) -> dict[str, Question]:
    reader = _Reader(root)
    return reader.done(reader.questions(id))


@cache
def headings(root: Path = ROOT) -> tuple[TopicHeading, ...]:
    """The heading of every topic, in the order they are taught; only the tops of the files are read."""
    reader = _Reader(root)
    found = reader.done([reader.heading(id) for id in reader.ids()])
    return tuple(sorted((one for one in found if one), key=lambda one: (one.order, one.id)))


_at_hand: ContextVar[Library | None] = ContextVar("library", default=None)


def library() -> Library:
    """What topics and questions are looked up in: the project's own content, read file by file when first accessed."""
    return _at_hand.get() or _own()


@cache
def _own() -> Library:
    return open_lazily(ROOT)


def read_file(file: Path, kind: type[Kind]) -> Kind:
    """A file of one object. Raises ContentError with every fault of it, each with its line."""
    reader = _Reader(file.parent)
    return reader.done(reader.read(file.name, kind))


@contextmanager
def looking_in(other: Library) -> Iterator[None]:
    """Everything inside looks topics and questions up in another library: one that is being checked."""
    before = _at_hand.set(other)
    try:
        yield
    finally:
        _at_hand.reset(before)


def topics() -> tuple[Topic, ...]:
    """All topics, in the order they are taught."""
    return tuple(library().topics.values())


def topic(id: str) -> Topic:
    """The topic with this id; raises NotFound."""
    if id not in library().topics:
        raise NotFound("There is no topic called {id}.", id=id)
    return library().topics[id]


def questions(topic: str | None = None) -> tuple[Question, ...]:
    """All questions, or those of one topic, in the order they are written; empty for an unknown topic."""
    if topic is None:
        return tuple(library().questions.values())
    return tuple(library().asked.get(topic, {}).values())


def question(id: str) -> Question:
    """The question with this id; raises NotFound."""
    asked = library().asked.get(topic_of(id), {})
    if id not in asked:
        raise NotFound("There is no question called {id}.", id=id)
    return asked[id]
