"""Live numbers: what a directive says is what the engine computes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from content import NotFound, topic, trace
from content.lessons.arguments import Misuse
from content.lessons.directives import render_directive
from content.lessons.numbers import LessonComputations
from content.lessons.parts import Matrices, Worked
from content.lessons.render import _wrapped, lesson, rendered
from engine.readings.explanation.explain import explain
from engine.readings.numbers import fixed
from tests.content.documented import edit, library_of

ATTENTION = topic("self-attention")
NUMBERS = LessonComputations(ATTENTION)


def test_a_value_is_the_engines_number() -> None:
    scores = trace(ATTENTION, "raschka-b")["scores"]
    assert render_directive(NUMBERS, "value", ' preset="raschka-b" step="scores" cell="2,3" digits=6 ') == fixed(
        scores[1, 2], 6
    )
    assert render_directive(NUMBERS, "value", 'preset="raschka-b" step="X" cell="1,1" digits=2') == "0.43"


def test_options_replace_the_presets_own() -> None:
    weights = trace(ATTENTION, "raschka-b", mask="causal", scale="constant", constant=2.0)["weights"]
    written = 'preset="raschka-b" step="weights" cell="2,1" mask="causal" scale=constant constant="2"'
    assert render_directive(NUMBERS, "value", written) == fixed(weights[1, 0], 4)


def test_a_mistake_can_be_shown() -> None:
    scores = trace(ATTENTION, "raschka-b")["scores"]
    written = 'preset="raschka-b" step="scaled" cell="2,2" wrong="sqrt.no_root"'
    assert render_directive(NUMBERS, "value", written) == fixed(scores[1, 1] / 2, 4)


def test_a_matrix_is_latex() -> None:
    assert str(render_directive(NUMBERS, "matrix", 'preset="small-integers" step="scores" digits=0')) == (
        r"\begin{bmatrix}-1 & 3 & 2 \\ 0 & 1 & 2 \\ -1 & 2 & 0\end{bmatrix}"
    )


def test_a_vectors_cell_may_be_one_number() -> None:
    numbers = LessonComputations(topic("lstm"))
    one, two = (
        render_directive(numbers, "value", f'preset="france" step="cell" cell="{cell}"') for cell in ("2", "1,2")
    )
    assert one == two == fixed(trace(topic("lstm"), "france")["cell"][0, 1], 4)


@pytest.mark.parametrize(("preset", "word", "other"), [("trained-en", "King", "Lake"), ("trained-zh", "强", "磊")])
def test_a_cell_may_be_named_by_the_word_that_stands_along_its_axis(preset: str, word: str, other: str) -> None:
    numbers = LessonComputations(topic("masked-language-model"))
    asked = f'preset="{preset}" step="probabilities" cell="10,%s" digits=2'
    assert render_directive(numbers, "value", asked % word) == "1.00"
    assert render_directive(numbers, "value", asked % other) == "0.00"
    with pytest.raises(Misuse, match="names Moses, which is no number from 1 on and does not stand once along v"):
        render_directive(numbers, "value", asked % "Moses")


def test_worked_lines_are_those_of_the_explanation() -> None:
    written = 'preset="france" step="forget_preactivation" cell="1" digits=2'
    found = render_directive(LessonComputations(topic("lstm")), "worked", written)
    assert isinstance(found, Worked)
    assert found.cell == explain(trace(topic("lstm"), "france"), "forget_preactivation", (0, 0), digits=2)
    assert any(isinstance(part, Worked) for part in lesson("lstm", "en"))


def test_a_formula_may_be_another_mechanisms() -> None:
    assert render_directive(NUMBERS, "formula", 'mechanism="lstm_step" step="cell"') == render_directive(
        LessonComputations(topic("lstm")), "formula", 'step="cell"'
    )


@pytest.mark.parametrize(
    ("directive", "sentence"),
    [
        ("vlaue", "The directive vlaue is not known; there are value, matrix, formula, worked, structure, rows."),
        ('value step="gate"', "The directive value has no cell such as cell="),
        ('value step="gate" cell="1,1"', "The directive value has no preset."),
        ('value preset="no" step="gate" cell="1,1"', "The topic highway has no preset called no."),
        ('value preset="by-hand" step="gait" cell="1,1"', "The directive value names the step gait; there are X, W_h"),
        ('value preset="by-hand" cell="1,1"', "The directive value names the step nothing; there are X, W_h"),
        ('value preset="by-hand" step="gate" cell="3,1"', "The directive value names a cell outside the shape 2×3."),
        ('value preset="by-hand" step="gate" cell="0,1"', "The directive value has no cell such as cell="),
        ('value preset="by-hand" step="gate" cell="1"', "The directive value names a cell outside the shape 2×3."),
        ('value preset="by-hand" step="gate" cell="1,1" digits=99', "The directive value asks for 99 digits; 0 to 10"),
        ('value preset="by-hand" step="gate" cell="1,1" colour=red', "The directive value takes no colour."),
        ('value preset="by-hand" step="gate" cell="1,1" tokens=up', "The option tokens cannot be up; it is one of"),
        ('value preset="by-hand" step="gate" cell="1,1" wrong=div.x', "The directive value is not written as name="),
        (
            'value preset="by-hand" step="gate" cell="1,1" wrong="x.y"',
            "The directive value names the mistake x.y; at gate",
        ),
        (
            'matrix preset="by-hand" step="X" wrong="x.y"',
            "The directive matrix names the mistake x.y; at X there are none.",
        ),
        (
            'worked preset="by-hand" step="X" cell="1,1"',
            "The directive worked names X, which is not computed: use value.",
        ),
        ("formula", "The directive formula names the step nothing; there are candidate, gate, output."),
        ('rows of="speed"', "The directive rows measures speed; there are spread, saved, arrived"),
        ('rows of="spread" d_k="4, many"', "The directive rows needs whole numbers set apart by commas: "),
        ('rows of="spread" d_k=4 colour=red', "The directive rows takes no colour."),
        ('formula mechanism="no" step="gate"', "The directive formula names the mechanism no, which does not exist."),
    ],
)
def test_a_directive_that_cannot_be_rendered_is_one_sentence_at_its_line(
    written: Path, directive: str, sentence: str
) -> None:
    line = edit(
        written, "lesson.en.md", '{{ worked preset="by-hand" step="output" cell="1,2" }}', f"{{{{ {directive} }}}}"
    )
    library = library_of(written)
    _, (problem,) = rendered(library, library.topics["highway"], "en")
    assert problem.sentence.startswith(sentence)
    assert problem.sentence.endswith(".")
    assert (problem.file, problem.line) == ("content/topics/highway/lesson.en.md", line)


def test_a_directive_that_is_not_closed_is_told(written: Path) -> None:
    line = edit(written, "lesson.en.md", 'cell="1,2" }}\n', 'cell="1,2"\n')
    library = library_of(written)
    _, (problem,) = rendered(library, library.topics["highway"], "en")
    assert (problem.line, problem.sentence) == (line, "A directive is not closed on its line: end it with }}.")


def test_latex_braces_are_left_alone(written: Path) -> None:
    edit(written, "lesson.en.md", "With $1 + T$", r"With $\frac{1}{\sqrt{d}}$ and $1 + T$")
    library = library_of(written)
    parts, problems = rendered(library, library.topics["highway"], "en")
    text = "".join(map(str, parts))
    assert problems == []
    assert r"$\frac{1}{\sqrt{d}}$" in text


def test_chinese_lines_are_joined_and_formulas_stand_alone(written: Path) -> None:
    path = written / "topics" / "highway" / "lesson.zh.md"
    path.write_text("门，\n开着。\nRNN 与\n$x$，\n\n- 一\n  二\n\n$$y = 1$$\n\n| 表 |\n|---|\n", encoding="utf-8")
    library = library_of(written)
    (text,), _ = rendered(library, library.topics["highway"], "zh")
    assert text == "门，开着。RNN 与\n$x$\N{WORD JOINER}，\n\n- 一二\n\n$$\ny = 1\n$$\n\n| 表 |\n|---|\n"


def test_chinese_lines_are_joined_beside_bold_words_that_stay_bold_and_beside_code(written: Path) -> None:
    path = written / "topics" / "highway" / "lesson.zh.md"
    path.write_text("门。\n**关着**\n的门，见\n**「表」**\n一栏：\n`nn.RNN` 也是。\n```\nx\n```\n", encoding="utf-8")
    library = library_of(written)
    (text,), _ = rendered(library, library.topics["highway"], "zh")
    assert text == "门。**关着**的门，见\n**「表」**\n一栏：`nn.RNN` 也是。\n```\nx\n```\n"


def test_a_lesson_has_no_space_between_a_stop_and_a_bold_chinese_word() -> None:
    assert "计数。**窥视孔连接**" in "".join(map(str, lesson("lstm-peephole", "zh")))


def test_lessons_come_in_both_languages() -> None:
    assert "意思" in "".join(map(str, lesson("self-attention", "zh-CN")))
    assert lesson("self-attention", "fr") == lesson("self-attention", "en")
    with pytest.raises(NotFound, match="There is no topic called no"):
        lesson("no", "en")


def test_printed_context_is_the_published_one() -> None:
    text = "".join(map(str, lesson("self-attention", "en")))
    assert "0.3061 & 0.8210" in text
    assert np.isclose(trace(ATTENTION, "raschka-b")["context"][1, 1], 0.8210, atol=5e-5)


def test_one_computation_is_shared_by_all_that_shows_it() -> None:
    found = [part for part in lesson("self-attention", "en") if isinstance(part, Worked)]
    assert len(found) == 3
    assert len({id(part.trace) for part in found}) == 1


def test_the_matrices_of_a_paragraph_stand_below_it_each_once(written: Path) -> None:
    matrix = '{{ matrix preset="by-hand" step="output" digits=2 }}'
    edit(written, "lesson.en.md", f"= {matrix}$$", f"= {matrix} = {matrix}$$")
    library = library_of(written)
    parts, _ = rendered(library, library.topics["highway"], "en")
    (n,) = [k for k, part in enumerate(parts) if isinstance(part, Matrices)]
    above, found = parts[n - 1], parts[n]
    assert isinstance(above, str)
    assert isinstance(found, Matrices)
    assert found.line.startswith("$$\n")
    assert found.line.endswith("\n$$")
    assert found.line.count(found.shown[0].latex) == 2
    assert found.line not in above
    assert [one.step for one in found.shown] == ["output"]


def test_a_paragraph_that_goes_on_after_its_matrices_stays_whole(written: Path) -> None:
    matrix = '{{ matrix preset="by-hand" step="output" digits=2 }}'
    edit(written, "lesson.en.md", f"= {matrix}$$", f"= {matrix}$$\nand so on")
    library = library_of(written)
    parts, _ = rendered(library, library.topics["highway"], "en")
    (n,) = [k for k, part in enumerate(parts) if isinstance(part, Matrices)]
    above, found = parts[n - 1], parts[n]
    assert isinstance(above, str)
    assert above.endswith("and so on")
    assert isinstance(found, Matrices)
    assert not found.line


def test_a_lesson_follows_other_numbers_of_a_preset() -> None:
    numbers = LessonComputations(ATTENTION, {"raschka-b": {"X": np.ones((6, 3))}})
    written = 'preset="raschka-b" step="queries" cell="2,1"'
    there = trace(ATTENTION, "raschka-b")
    assert render_directive(numbers, "value", written) == fixed(float(there["W_q"][:, 0].sum()), 4)
    assert render_directive(numbers, "value", written.replace("raschka-b", "raschka-c")) == fixed(
        trace(ATTENTION, "raschka-c")["queries"][1, 0], 4
    )
    assert render_directive(numbers, "value", 'preset="raschka-b" step="X" cell="1,1" digits=0') == "1.00"


@pytest.mark.parametrize(
    ("written", "joined"),
    [
        ("两个数 $x$，再加 $y$。", "两个数 $x$~，再加 $y$~。"),
        ("一个数（$x$）与 $y$ 相加", "一个数（~$x$~）与 $y$ 相加"),
        ("of $x$, ($y$): $z$ words", "of $x$~, (~$y$~): $z$ words"),
        ("`x`，代码", "`x`，代码"),
    ],
)
def test_no_line_begins_or_ends_between_a_formula_and_its_comma_or_bracket(written: str, joined: str) -> None:
    assert _wrapped(written) == joined.replace("~", "\N{WORD JOINER}")
