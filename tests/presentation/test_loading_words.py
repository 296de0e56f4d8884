"""Every refusal and every note is one sentence in both languages, with values that the code gives it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from string import Formatter

import pytest

from loading import Refused, file, printed
from parameters import Note
from presentation.loading_words import NOTES, REFUSALS, note, refusal, refusal_markdown
from presentation.translate import speaking
from tests.project.files import product_files

PLACE = {"name", "line", "row", "column"}  # where cells stand; tables say it
DERIVED = {"place", "command"}


def codes(node: ast.expr) -> Iterator[str]:
    """The codes that an expression can be."""
    if isinstance(node, ast.IfExp):
        yield from (*codes(node.body), *codes(node.orelse))
    elif isinstance(node, ast.Constant):
        yield str(node.value)


def calls(name: str) -> Iterator[tuple[str, set[str], bool]]:
    """Every code given to Refused or Note in the product, the names of its values, and whether more may be added."""
    for path in product_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id != name:
                continue
            for code in codes(node.args[0]) if node.args else ():
                values = {word.arg for word in node.keywords if word.arg}
                values |= {
                    str(k.value) for x in node.args[1:] for k in getattr(x, "keys", ()) if isinstance(k, ast.Constant)
                }
                yield code, values, any(word.arg is None for word in node.keywords)


@pytest.mark.exhaustive
def test_every_code_has_a_sentence_and_its_values() -> None:
    for name, sentences in (("Refused", REFUSALS), ("Note", NOTES)):
        said = set()
        for code, values, more in calls(name):
            said.add(code)
            wanted = {field for _, field, _, _ in Formatter().parse(sentences[code]) if field} - DERIVED
            assert wanted <= values | (PLACE if more else set()), (code, wanted - values)
        extra = {"too_large", "no_number"} if name == "Refused" else set()  # of a table of problems
        assert said | extra >= sentences.keys()


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_both_languages_say_it(code: str) -> None:
    values = {field: "7" for _, field, _, _ in Formatter().parse(REFUSALS[code]) if field and field not in DERIVED}
    refused = Refused(code, **values)
    with speaking("en"):
        english = refusal(refused)
    with speaking("zh"):
        chinese = refusal(refused)
    assert english.endswith((".", ")"))
    assert re.search("[一-鿿]", chinese), code
    assert chinese != english


@pytest.mark.parametrize("code", sorted(NOTES))
def test_both_languages_note_it(code: str) -> None:
    values = {field: "7" for _, field, _, _ in Formatter().parse(NOTES[code]) if field}
    with speaking("zh"):
        assert re.search("[一-鿿]", note(Note(code, values))), code


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1 2\n3", "Line 2: Cells in row 2: 1, in the rows before it: 2. Every row needs the same number."),
        ("X = [[1, 2],\n     [3, nan]]", "Line 2: X[2, 2] is “nan”, which is no number: enter a number there."),
        ("1\tx", "Line 1: The number in row 1, column 2 is “x”, which is not a number."),
        (
            "tensor([1., ..., 2.])",
            "Line 1: “...” stands in place of numbers: print all of them first with "
            'torch.set_printoptions(profile="full").',
        ),
        (
            "array([1., ..., 2.])",
            "Line 1: “...” stands in place of numbers: print all of them first with "
            "np.set_printoptions(threshold=sys.maxsize).",
        ),
    ],
)
def test_sentences_a_learner_sees(text: str, sentence: str) -> None:
    with pytest.raises(Refused) as refused, speaking("en"):
        printed(text)
    with speaking("en"):
        assert refusal(refused.value) == sentence


def test_what_was_pasted_is_no_markup() -> None:
    with pytest.raises(Refused) as refused:
        printed("![x](http://example.test)")
    with speaking("en"):
        assert "![" not in refusal_markdown(refused.value)
    with pytest.raises(Refused) as refused:
        file(b"\x80\x04K\x01.", "model.pkl")
    with speaking("zh"):
        assert "pickle" in refusal(refused.value)
