"""The words that a trained model has written of a translation: begun, one word more, one word less."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from content.schema import TrainedWeights, WrittenWords
from content.trained_weights import target_vocabulary
from engine import InputError
from presentation.workspaces.model_words import model_words
from presentation.workspaces.resizing import Texts, texts, transposed
from presentation.workspaces.stored_rows import as_entered
from presentation.workspaces.workspace import Workspace


def written_of(space: Workspace) -> WrittenWords | None:
    """How the model of the workspace's example writes; None without such a model."""
    trained = _trained(space)
    return trained.written if trained else None


def written_words(space: Workspace) -> tuple[str, ...]:
    """The words written so far, the one that begins the translation first; none where nothing is written."""
    written = written_of(space)
    return space.labels.get(written.axis, ()) if written else ()


def with_written(space: Workspace, words: Sequence[str]) -> Workspace:
    """These words written instead. Raises ShapeError for more than the mechanism takes, InputError for other words."""
    trained, written = _trained(space), written_of(space)
    if trained is None or written is None:
        return space
    known = target_vocabulary(trained)
    for word in words:
        if word not in known:
            raise InputError("“{word}” is not a word of the model.", word=word)
    rows = texts([[as_entered(float(x)) for x in known[word]] for word in words])
    there = space.with_sizes(**{written.axis: len(words)})
    typed = {**there.typed, written.reads: _laid_out(space, rows)}
    left = {id: cells for id, cells in there.placeholders.items() if id != written.reads}
    return replace(there, typed=typed, labels={**there.labels, written.axis: tuple(words)}, placeholders=left)


def said_words(space: Workspace) -> tuple[str, ...]:
    """The words after which the model gives the next: those written of a translation, else those of the sentence."""
    return written_words(space) if written_of(space) else space.words


def appended(space: Workspace, word: str) -> Workspace:
    """One word more of what the model says. Raises ShapeError, InputError as for a sentence or a translation."""
    if written_of(space):
        return with_written(space, (*written_words(space), word))
    return space.with_sentence(" ".join((*space.words, word)))


def reading(space: Workspace, sentence: str) -> Workspace:
    """Another sentence; a translation begins again. Raises ShapeError and InputError as a sentence does."""
    return begun_again(space.with_sentence(closed(space, sentence)))


def begun_again(space: Workspace) -> Workspace:
    """The translation at its beginning, as for another sentence; what it was where the model writes nothing."""
    return with_written(space, written_words(space)[:1])


def closed(space: Workspace, sentence: str) -> str:
    """A sentence as the model reads it: with the word that ends it at its end and nowhere else."""
    written = written_of(space)
    if written is None or not sentence.strip():
        return sentence
    pieces = sentence.replace(written.ends, " ").split()
    words = pieces if len(pieces) > 1 else _words(pieces[0], model_words(space.topic, space.preset)) if pieces else []
    return " ".join((*words, written.ends))


def _words(text: str, known: Collection[str]) -> list[str]:
    """A sentence that was written without spaces, cut into the longest words that are known, else into characters."""
    longest, found = max(map(len, known)), list[str]()
    while text:
        found.append(next((text[:n] for n in range(longest, 0, -1) if text[:n] in known), text[0]))
        text = text[len(found[-1]) :]
    return found


def restored_words(space: Workspace, words: Sequence[str]) -> Workspace:
    """The workspace with the written words that were kept, whose numbers stand in it already."""
    written = written_of(space)
    return replace(space, labels={**space.labels, written.axis: tuple(words)}) if written and words else space


def _trained(space: Workspace) -> TrainedWeights | None:
    return space.topic.preset(space.preset).trained if space.preset else None


def _laid_out(space: Workspace, rows: Texts) -> Texts:
    return transposed(rows) if space.options.tokens_are_columns else rows
