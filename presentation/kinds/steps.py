"""Worked steps on paper: matrices to fill in."""

from __future__ import annotations

from html import escape

from content import topic
from engine.readings.explanation.explain import slice_number
from engine.readings.formulas.pieces import name
from presentation.content_words import titles
from presentation.figure.layout import slices
from presentation.formulas import html
from presentation.inline_html import inline_html
from presentation.kinds.paper_form import Cells, PaperForm, PrintedQuestion, Rows
from presentation.printed_numbers import as_printed
from presentation.printing import matrices
from presentation.printing.markup import beside, listed, side_by_side
from presentation.question_view import question_view
from quiz.answers.grid import padded
from quiz.kinds.steps import PosedSteps


def printed(posed: PosedSteps) -> PrintedQuestion:
    """The question in print."""
    paper = posed.sheet
    shown = question_view(posed, paper.truth, paper.decimals, paper.asked)
    given = side_by_side(matrices.matrices(shown, paper.provided))
    programs = {step: paper.on_paper(step) for step in paper.asked}
    heads = {step: matrices.heading(shown, programs[step], step) for step in paper.asked}
    room = [beside(heads[step], matrices.boxes(paper.program, step)) for step in paper.asked]
    solved = {s: matrices.solved(paper.program, s, paper.truth[s], paper.decimals) for s in paper.asked}
    right = [beside(heads[step], solved[step]) for step in paper.asked]
    return PrintedQuestion(given + listed(list(heads.values())), listed(room), listed(right), paper.decimals)


def _answer(posed: PosedSteps, part: str, rows: Rows, cells: Cells) -> str:
    """The numbers of a step in its shape, each with its mark; what was left empty is a dash. Each head is a table."""
    step = posed.sheet.program.steps[part]
    grid, leads, height = padded(rows, step.shape), slices(posed.sheet.program, part), int(step.shape[-2])

    def cell(text: str, i: int, j: int) -> str:
        mark = cells[i][j] if i < len(cells) and j < len(cells[i]) else ""
        return f'<td class="{mark}">{escape(as_printed(text)) or "–"}</td>'

    def table(n: int) -> str:
        lines = (
            "".join(cell(text, i, j) for j, text in enumerate(grid[i])) for i in range(n * height, (n + 1) * height)
        )
        head = step.symbol.of_head(slice_number(step.shape, leads[n])) if len(leads) > 1 else None
        said = f"<caption>{html(name(head))}</caption>" if head else ""
        return f'<table class="numbers">{said}{"".join(f"<tr>{line}</tr>" for line in lines)}</table>'

    tables = "".join(map(table, range(len(leads))))
    return f'<div class="heads">{tables}</div>' if len(leads) > 1 else tables


def _part_names(posed: PosedSteps) -> dict[str, str]:
    title = titles(topic(posed.question.topic), posed.sheet.program)
    return {step: inline_html(title(step)) for step in posed.parts}


ON_PAPER = PaperForm(printed, _answer, _part_names, "matrices")
