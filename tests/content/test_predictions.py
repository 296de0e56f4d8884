"""Questions in the middle of lessons: the engine answers, and a block that cannot be asked is told with its line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from content import topic, topics
from content.lessons.arguments import Misuse, read
from content.lessons.numbers import LessonComputations
from content.lessons.parts import Prediction
from content.lessons.predictions import changed, prediction
from content.lessons.render import lesson, rendered
from tests.content.documented import edit, faults, library_of

ATTENTION = topic("self-attention")
BLOCK = '::: predict id="open-gate" asks="direction" preset="by-hand" step="output" cell="1,3" change="b_t[1,3]=20"\n'


def asked(written: str) -> Prediction:
    return prediction(LessonComputations(ATTENTION), read(written), "What?", "So.")


def test_the_engine_says_which_way_a_cell_goes() -> None:
    looked_at = 'id="a" asks="direction" preset="raschka-b" step="weights" '
    before, after = "0.1500", "0.3986"
    found = asked(f'{looked_at} cell="2,1" mask="causal"')
    assert (found.right, found.before, found.after) == ("larger", before, after)
    assert asked(f'{looked_at} cell="2,1" change="X[1,1]=-5"').right == "smaller"
    assert asked(f'{looked_at} cell="2,1" change="W_v*3"').right == "unchanged"


def test_a_number_the_largest_of_a_row_and_the_rows_that_change() -> None:
    on = 'id="a" preset="raschka-b" '
    assert asked(f'{on} asks="number" step="weights" cell="2,6" digits=2 change="W_q*0"').right == "0.17"
    found = asked(f'{on} asks="largest" step="weights" cell="2" change="X[6,2]=9"')
    assert (found.right, found.before, found.index) == ("5", "1", (1,))
    found = asked(f'{on} asks="rows" step="context" mask="causal" change="X[6,2]=9"')
    assert (found.right, found.before) == ("6", "6")  # the mask is switched on as well
    assert asked(f'{on} asks="rows" step="queries" change="X[1]<->X[6]"').right == "2"


def test_changes_are_made_one_after_the_other() -> None:
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    found = changed({"X": x}, "X[1,2]=5; X*2; X[1]<->X[2]")
    assert found["X"].tolist() == [[6, 8], [2, 10]]
    assert x.tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ('asks="direction" preset="by-hand" step="gate" cell="1,1" change="X*2"', "has no id such as"),
        ('id="a" asks="colour"', "asks for colour; it can ask for direction, number, largest, rows"),
        ('id="a" asks="rows" preset="by-hand" step="gate"', "changes nothing: give change="),
        ('id="a" asks="rows" preset="by-hand" step="gate" change="Y*2"', "changes Y; the inputs are X, W_h, W_t, b_t"),
        ('id="a" asks="rows" preset="by-hand" step="gate" change="X+1"', "changes X+1; write X[2,1]=3, W*10"),
        ('id="a" asks="rows" preset="by-hand" step="gate" change="X[3,1]=2"', "names a cell outside the shape 2×3"),
        ('id="a" asks="rows" preset="by-hand" step="gate" change="X[1]<->X[3]"', "exchanges rows that X does not have"),
        ('id="a" asks="rows" preset="by-hand" step="gait" change="X*2"', "names the step gait; there are X,"),
        ('id="a" asks="direction" preset="by-hand" step="gate" change="X*2"', "has no cell such as"),
        (
            'id="a" asks="direction" preset="by-hand" step="X" cell="1,1" digits=0 change="X[1,1]=1.2"',
            "changes 1 by less",
        ),
        (
            'id="a" asks="largest" preset="by-hand" step="X" cell="1" change="X*0"',
            "asks for the largest cell of a row in",
        ),
    ],
)
def test_a_question_that_cannot_be_asked_is_one_sentence_at_its_line(
    written: Path, arguments: str, sentence: str
) -> None:
    line = edit(written, "lesson.en.md", BLOCK, f"::: predict {arguments}\n")
    library = library_of(written)
    _, (problem,) = rendered(library, library.topics["highway"], "en")
    assert problem.sentence.startswith(f"The directive predict {sentence}")
    assert (problem.file, problem.line) == ("content/topics/highway/lesson.en.md", line)


def test_a_block_that_is_not_whole_is_told(written: Path) -> None:
    edit(written, "lesson.en.md", "---\nThe gate is open", "The gate is open")
    problems = faults(written)
    assert {one.sentence.split(":")[0] for one in problems} == {"This belongs to no question"}


def test_a_figure_in_a_question_is_refused(written: Path) -> None:
    worked = '{{ worked preset="by-hand" step="output" cell="1,2" }}'
    edit(written, "lesson.en.md", "---\nThe gate is open", f"---\n{worked} The gate is open")
    (problem,) = faults(written)
    assert problem.sentence.startswith("The directive predict has a figure in its text")


@pytest.mark.exhaustive
def test_a_core_topic_asks_something_and_both_languages_ask_the_same(written: Path) -> None:
    edit(written, "topic.toml", "core = false", "core = true")
    assert faults(written) == []
    edit(written, "lesson.zh.md", 'change="b_t[1,3]=20"', 'change="b_t[1,3]=-20"')
    assert {one.sentence for one in faults(written)} == {
        f"lesson.{other}.md does not ask the question open-gate in the same way: ask it in both languages."
        for other in ("en", "zh")
    }
    text = (written / "topics/highway/lesson.zh.md").read_text(encoding="utf-8")
    before, _, rest = text.partition("::: predict")
    (written / "topics/highway/lesson.zh.md").write_text(before + rest.partition(":::\n")[2], encoding="utf-8")
    found = {(one.file[-5:], one.sentence.split(":")[0]) for one in faults(written)}
    assert ("zh.md", "A lesson of the core asks nothing before it answers") in found


def test_a_question_is_asked_once(written: Path) -> None:
    for language in ("en", "zh"):
        path = written / f"topics/highway/lesson.{language}.md"
        text = path.read_text(encoding="utf-8")
        start = text.index("::: predict")
        end = text.index("\n:::\n", start) + 5
        path.write_text(text + "\n" + text[start:end], encoding="utf-8")
    assert {one.sentence for one in faults(written)} == {
        "Two questions in the middle are called open-gate: rename one."
    }


def test_learners_numbers_do_not_change_a_question() -> None:
    mine = LessonComputations(ATTENTION, {"raschka-b": {"X": np.zeros((6, 3))}})
    arguments = 'id="a" asks="direction" preset="raschka-b" step="weights" cell="2,1" mask="causal"'
    assert prediction(mine, read(arguments), "What?", "So.").before == "0.1500"


def test_nothing_is_asked_without_words() -> None:
    with pytest.raises(Misuse, match="lacks its question or its reason"):
        prediction(LessonComputations(ATTENTION), read('id="a" asks="rows"'), "What?", " ")


@pytest.mark.exhaustive
def test_every_topic_of_the_core_asks_in_both_languages() -> None:
    core = [topic.id for topic in topics() if topic.core]
    for id in core:
        for language in ("en", "zh"):
            assert any(isinstance(part, Prediction) for part in lesson(id, language)), (id, language)
