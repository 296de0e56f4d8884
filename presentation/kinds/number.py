"""One number: what the question says, and a cell worked out or a count added up on paper."""

from __future__ import annotations

from content import topic
from engine.readings.explanation.explain import explain
from engine.readings.formulas import mathml
from engine.readings.formulas.latex import amount
from presentation.content_words import step_titles
from presentation.figure.view import View
from presentation.formulas import html, line_pieces
from presentation.kinds.paper_form import PaperForm, PrintedQuestion, answered, as_typed
from presentation.printed_numbers import as_printed
from presentation.printing import markup, matrices
from presentation.printing.markup import apart, inline, side_by_side
from presentation.question_rules import conventions, digits, rules
from presentation.question_view import question_view
from presentation.translate import _, plain_sentence
from presentation.workspaces.sizes import count_terms
from quiz.answers.parse import NotANumber
from quiz.attempt import Attempt
from quiz.exercises.sheet import Sheet
from quiz.kinds.number import PART, CountTerm, PosedNumber
from quiz.posed import first_cell

LONGEST = 4  # terms of a sum on one line


def printed(posed: PosedNumber) -> PrintedQuestion:
    """The question in print."""
    if posed.sheet:
        paper = posed.sheet
        shown = question_view(posed, paper.truth, paper.decimals, paper.asked)
        given = side_by_side(matrices.matrices(shown, paper.provided))
        label = html(shown.label(posed.question.step or "", posed.index))
        return PrintedQuestion(
            given, markup.line(f"{label} ="), f"<p>{label} {_arithmetic(posed, paper)}</p>", paper.decimals
        )
    return PrintedQuestion(apart(count_terms(posed)), markup.line(""), _terms(posed) + _total(posed))


def _arithmetic(posed: PosedNumber, paper: Sheet) -> str:
    """The cell by its symbols, in numbers, and the result."""
    found = explain(paper.truth, posed.question.step or "", posed.index, paper.decimals)
    signs = ["=", "=", *("=" if line.exact else "≈" for line in found.lines)]
    said = (html(line_pieces(line.tokens)) for line in (found.symbols, *found.lines))
    return " ".join(f"{sign} {part}" for sign, part in zip(signs, [*said, _right(posed)], strict=True))


def _terms(posed: PosedNumber) -> str:
    """What each step adds to a count, as a formula in the sizes and as a number; nothing for a size."""
    cells = ((inline(term_title(posed, t)), mathml.amount(t.amount), f"{int(t.amount):,}") for t in posed.terms)
    rows = "".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in cells)
    return f'<table class="terms">{rows}</table>' if rows else ""


def term_title(posed: PosedNumber, term: CountTerm) -> str:
    """What a term of a count is called; without a place where it stands for several that have one name."""
    title = step_titles(topic(posed.question.topic), posed.program)(term.id)
    return str(title) if term.repeated == 1 else title.name


def _total(posed: PosedNumber) -> str:
    """The count, or how many times it is taken; thousands set apart."""
    times, right = posed.times, int(posed.right)
    said = f"{times} · {right // times:,} = " if times > 1 else ""
    return f'<p>{said}<b data-part="{posed.parts[0]}" data-answer="{right}">{right:,}</b></p>'


def _right(posed: PosedNumber) -> str:
    text = posed.solution()[posed.parts[0]][0][0]
    return f'<b data-part="{posed.parts[0]}">{as_printed(text)}</b>'


def _part_names(_posed: PosedNumber) -> dict[str, str]:
    return {PART: _("the number")}


# ---- on the page ----


def binding_rules(posed: PosedNumber) -> list[str]:
    """How precisely, and under which conventions."""
    if posed.sheet is None:
        return conventions(posed) if posed.adds_up else []
    return rules(posed, digits(posed.question.decimals))


def label(posed: PosedNumber) -> str:
    """What the number is called."""
    if posed.sheet:
        return cell_view(posed, posed.sheet).cell(posed.question.step or "", posed.index).replace("*", r"\*")
    counted = {
        "size": _("Rows") if posed.question.axis == "rows" else _("Columns"),
        "parameters": _("Trainable parameters"),
        "multiply_adds": _("Multiply-adds"),
        "bytes": _("Bytes"),
        "traffic": _("Bytes read and written"),
    }
    return counted[posed.question.of]


def cell_view(posed: PosedNumber, sheet: Sheet) -> View:
    """The numbers of a cell that is asked for."""
    return question_view(posed, sheet.truth, sheet.decimals, sheet.asked)


def complaints(attempt: Attempt) -> list[str]:
    """What keeps the number from being marked."""
    posed = attempt.posed
    assert isinstance(posed, PosedNumber)
    found = posed.read(first_cell(attempt.answers, PART))
    if isinstance(found, NotANumber):
        return [plain_sentence(found.error)]
    if attempt.marking.steps[0].cells[0][0] == "few_digits":
        return [_("Too few digits to be marked: write {n} after the point.").format(n=posed.question.decimals)]
    return []


def equation(posed: PosedNumber, term: CountTerm) -> str:
    """A term of a count (LaTeX): its formula in the sizes, with their values put in, and the number."""
    inserted = amount(term.amount, posed.sizes)
    said = [amount(term.amount), *([inserted] if inserted != str(int(term.amount)) else []), _grouped(int(term.amount))]
    return " = ".join(dict.fromkeys(said))


def together_line(posed: PosedNumber) -> str:
    """The sum, spelled out where it is short, and how many times it is taken."""
    times, numbers = posed.times, [int(term.amount) for term in posed.terms]
    spelled = [" + ".join(map(_grouped, numbers))] if 1 < len(numbers) <= LONGEST else []
    said = [" = ".join([*spelled, _grouped(sum(numbers))])]
    if times > 1:
        said.append(rf"{times} \cdot {_grouped(sum(numbers))} = {_grouped(int(posed.right))}")
    return " &emsp; ".join(f"${formula}$" for formula in said)


def _grouped(number: int) -> str:
    """109{,}482{,}240, as LaTeX sets it without gaps."""
    return f"{number:,}".replace(",", "{,}")


ON_PAPER = PaperForm(printed, answered(as_typed), _part_names)
