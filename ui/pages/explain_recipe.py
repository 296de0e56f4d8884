"""What is computed, as one line of quiet buttons: topic, words, numbers, conventions, digits."""

from __future__ import annotations

import streamlit as st

from content import topic
from engine import EngineError
from presentation.sentence import words_beyond
from presentation.translate import _, escaped, filled, language, sentence, shortened
from presentation.workspaces.model_words import model_words
from presentation.workspaces.own_layer import MOST_TOKENS
from presentation.workspaces.resizing import most_words
from presentation.workspaces.workspace import Workspace
from presentation.workspaces.written_words import reading, written_of
from ui.components.chip import chip
from ui.components.picker import picker
from ui.pages.explain_conventions import conventions_chip
from ui.pages.explain_gradient import gradient_chip
from ui.pages.explain_sizes import sizes_chip
from ui.session import display
from ui.session.browser_storage import hold
from ui.session.callbacks import whole
from ui.session.explain import start, take_up, to_change
from ui.session.state import session

LONGEST_QUOTED = 22  # letters of a sentence on its chip; with more, the chips of a sequence take a second row


def recipe(space: Workspace) -> None:
    """The chips; each states its value and opens."""
    with st.container(key="recipe", horizontal=True, vertical_alignment="center"):
        topic_chip(space)
        words_chip(space)
        sizes_chip(space)
        numbers_chip(space)
        conventions_chip(space)
        gradient_chip(space)
        digits_chip()


def topic_chip(space: Workspace) -> None:
    """The other topics, each taken up where it was left."""
    picker("explain_topic", space.topic.id, lambda id: take_up(topic(id)))


def words_chip(space: Workspace) -> None:
    """The examples, and the learner's own sentence."""
    quoted = ("「{}」" if language() == "zh" else "“{}”").format(
        escaped(shortened(" ".join(space.words), LONGEST_QUOTED))
    )
    with chip("words_chip", quoted if space.words else _("Examples")) as opened:
        if opened:
            _words(space)


def _words(space: Workspace) -> None:
    for preset in (one for one in space.topic.presets if one.speaks(language())):
        if st.button(preset.title.of(language()), key=f"preset_{preset.id}", width="stretch"):
            start(space.topic, preset.id)
            st.rerun()
        if preset.source and preset.id == space.preset:
            st.caption(_("Numbers: {source}").format(source=preset.source))
    if space.word_input:
        key, words = sentence_key(space), _written(space)
        hold(key, f"explain/{space.topic.id}/{space.preset}/sentence", words)
        st.text_input(
            _("Your own sentence"),
            words,
            key=key,
            on_change=_sentence_typed,
            args=(key,),
            help=_("Up to {n} words. New words get numbers of their own, which you can change under Numbers.").format(
                n=_most(space)
            ),
        )
        if known := model_words(space.topic, space.preset):
            _offered(space, tuple(known))


def _offered(space: Workspace, known: tuple[str, ...]) -> None:
    """The words of a trained model: one that is pressed is appended to the sentence."""
    key = f"offered_{space.topic.id}_{space.preset}"
    st.pills(
        _("The model knows these words; one that is pressed is appended."),
        known,
        key=key,
        format_func=escaped,
        on_change=_word_pressed,
        args=(key,),
    )


@whole
def _word_pressed(key: str) -> None:
    word, space = st.session_state[key], to_change()
    st.session_state[key] = None
    try:
        session().workspace = made = reading(space, " ".join((*space.words, str(word))))
    except EngineError as error:  # a table of positions, say, is only so long
        st.toast(sentence(error))
        return
    write_sentence(made)


def sentence_key(space: Workspace) -> str:
    """What the field with the sentence is called."""
    return f"sentence_{space.preset}_{space.topic.id}"


def write_sentence(space: Workspace) -> None:
    """In a callback that changed the words elsewhere: the field says what is computed now, if it is drawn."""
    key = sentence_key(space)
    if key in st.session_state:
        st.session_state[key] = _written(space)


def _written(space: Workspace) -> str:
    """The sentence as it is typed; what a model of the learner's own reads, before it was split."""
    return space.own.text if space.own and space.own.text else " ".join(space.words)


@whole
def _sentence_typed(key: str) -> None:
    space = to_change()
    typed = str(st.session_state[key])
    try:
        session().workspace = made = reading(space, typed)
    except EngineError as error:  # a table of positions, say, is only so long
        st.toast(sentence(error))
        return
    if written_of(made):
        write_sentence(made)  # with the word that ends it
    if left_out := words_beyond(typed, most := _most(made)):
        st.toast(filled(_("At most {n} words can be shown; left out: {words}"), n=most, words=left_out))


def _most(space: Workspace) -> int:
    """How many words a sentence may have here."""
    return MOST_TOKENS if space.own and space.own.text else most_words(space.mechanism.counts, space.word_axes)


def numbers_chip(space: Workspace) -> None:
    """Every input as cells to type in; imported when it is opened, as on most first pages it never is."""
    with chip("numbers_chip", _("Numbers")) as opened:
        if opened:
            from ui.pages import explain_numbers

            explain_numbers.numbers(space)


def digits_chip() -> None:
    """Decimals of every printed number."""
    kept = display.digits()
    with chip("digits_chip", _("{n} digits").format(n=kept)) as opened:
        if opened:
            _digits(kept)


def _digits(kept: int) -> None:
    chosen = st.slider(_("Digits after the point"), display.FEWEST, display.MOST, kept, key="explain_digits")
    if chosen != kept:
        display.set_digits(chosen)
        st.rerun()
