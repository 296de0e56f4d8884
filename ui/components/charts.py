"""Charts of measured series, drawn by Vega-Lite: colour and dash tell series apart, a line marks where a slider is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import altair as alt

from content.laboratories import ChartWords
from content.text import Label
from engine.readings.numbers import scientific
from presentation.laboratories.model import Chart
from presentation.translate import language, titled

COLOURS = {
    "light": ("#1B4B97", "#B5541A", "#075C53", "#7E2C66"),
    "dark": ("#78ABF3", "#EE9C66", "#5CC9BA", "#DB8CC2"),
}
INK = {"light": "#23201D", "dark": "#EDEAE5"}
MUTED = {"light": "#5F5952", "dark": "#B8B2A9"}
DASHES = [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3]]
HEIGHT = 270
SLANTED = 50  # what words below a chart take
ROOM, STROKE = 38, 6  # letters beside each other on a phone, and those in whose room an entry's stroke stands
SMALL = 0.001  # an axis that has numbers below it is labelled in powers of ten from end to end
EXPONENTS = {n: scientific(10.0**n, 1).removeprefix("1·") for n in range(-30, 31)} | {0: "1"}
EXPONENT = "round(log(datum.value) / LN10)"
POWERS = (  # Vega's own labels mix 0.000001 and 1e-7; what is no power of ten has a tick and no label
    f"abs(datum.value / pow(10, {EXPONENT}) - 1) < 0.01 ? {json.dumps(EXPONENTS, ensure_ascii=False)}[{EXPONENT}] : ''"
)
PADDING = {"left": 5, "top": 12, "right": 5, "bottom": 5}  # room for half of the highest label, or a bar's number
CHOSEN = "chosen"  # the name of the selection that a click makes


def drawn(chart: Chart, words: ChartWords, series: Mapping[str, Label], theme: str) -> alt.LayerChart:
    """A chart in the session's language."""
    names = list(dict.fromkeys(point.series for point in chart.points))
    said = {name: series[name].of(language()) for name in names}
    rows = [{"series": said[one.series], "x": one.x, "y": one.y, "said": chart.printed(one.y)} for one in chart.points]
    base = alt.Chart(_values(rows))
    layers = _bars(base, chart, words, said, theme) if chart.kind == "bars" else _lines(base, chart, words, said, theme)
    said_of_it = titled(*(one.of(language()) for one in (words.title, words.y)))
    below = max(0, -(-len(said) // _beside(said)) - 2) * 20  # what a higher legend takes
    below += SLANTED * (chart.kind == "lines" and _of_words(chart))
    together: alt.LayerChart = alt.LayerChart(
        layer=layers,
        height=HEIGHT + below,
        width="container",
        padding=PADDING,
        description=said_of_it,
        config=_config(theme),
    )
    return together


def _config(theme: str) -> alt.Config:
    """The theme's letters. Vega tells screen readers of every axis and mark, in English; the sentence beside the charts
    says it in ours."""
    letters: dict[str, Any] = {"labelColor": MUTED[theme], "titleColor": MUTED[theme]}
    axis, legend = alt.AxisConfig(aria=False, **letters), alt.LegendConfig(aria=False, **letters)
    return alt.Config(aria=True, axis=axis, legend=legend, mark=alt.MarkConfig(aria=False))


def _values(rows: list[dict[str, Any]]) -> alt.Data:
    """Rows as a chart keeps them, without a table of pandas in between."""
    return alt.Data(values=rows)  # type: ignore[no-untyped-call]


def _lines(base: alt.Chart, chart: Chart, words: ChartWords, said: Mapping[str, str], theme: str) -> list[alt.Chart]:
    encoded = base.encode(
        x=_x(chart, words), y=_y(chart, words), color=_colour(said, theme), tooltip=_tooltip(words, said)
    )
    lines = encoded.mark_line(strokeWidth=2)
    dashed = lines.encode(strokeDash=alt.StrokeDash("series:N", scale=_scale(said, DASHES), legend=None))
    points = encoded.mark_point(filled=True, size=34)
    layers = [dashed, points]
    if chart.sets:
        nearest = alt.selection_point(name=CHOSEN, nearest=True, on="click", fields=["x"], empty=False)
        layers[1] = points.add_params(nearest)
    if chart.marked is not None:
        layers.append(_marked(chart, words, theme))
    return layers


def _marked(chart: Chart, words: ChartWords, theme: str) -> alt.Chart:
    at = alt.Chart(_values([{"x": chart.marked}]))
    rule: alt.Chart = at.mark_rule(color=INK[theme], strokeWidth=1, opacity=0.6).encode(x=_x(chart, words))
    return rule


def _bars(base: alt.Chart, chart: Chart, words: ChartWords, said: Mapping[str, str], theme: str) -> list[alt.Chart]:
    several = len(said) > 1
    x = alt.X("x:N", sort=None, title=None, axis=alt.Axis(labelAngle=0, labelLimit=90))
    encoded = base.encode(x=x, y=_y(chart, words), tooltip=_tooltip(words, said))
    colour = _colour(said, theme, "square") if several else alt.value(COLOURS[theme][0])
    beside = {"xOffset": alt.XOffset("series:N", sort=list(said.values()))} if several else {}
    bars = encoded.mark_bar().encode(color=colour, **beside)
    if several:
        return [bars]
    numbers = encoded.mark_text(dy=-7, color=INK[theme]).encode(text="said:N")
    return [bars, numbers]


def _x(chart: Chart, words: ChartWords) -> alt.X:
    title = words.x.of(language())
    if _of_words(chart):
        return alt.X("x:N", sort=None, title=title, axis=alt.Axis(labelAngle=-40, labelOverlap=False))
    scale = alt.Scale(type="log", base=2) if chart.logarithmic_x else alt.Scale(zero=False, nice=False)
    if chart.until is not None:
        scale = alt.Scale(domain=[0, chart.until])
    return alt.X("x:Q", title=title, scale=scale, axis=_axis(chart.logarithmic_x, tickCount=8, grid=False))


def _y(chart: Chart, words: ChartWords) -> alt.Y:
    scale = alt.Scale(type="log") if chart.logarithmic_y else alt.Scale()
    if chart.fractions:
        scale = alt.Scale(domain=[0, 1])
    small = chart.logarithmic_y and any(point.y < SMALL for point in chart.points)
    powers = {"labelExpr": POWERS} if small else {}
    axis = _axis(chart.logarithmic_y, tickCount=5, grid=not chart.logarithmic_y, **powers)
    return alt.Y("y:Q", title=words.y.of(language()), scale=scale, axis=axis)


def _of_words(chart: Chart) -> bool:
    return any(isinstance(point.x, str) for point in chart.points)


def _axis(logarithmic: bool, **how: Any) -> alt.Axis:
    """An axis whose numbers stand at their ticks; powers of ten only where they grow or shrink by them."""
    return alt.Axis(format="," if logarithmic else ",~f", labelFlush=False, **how)


def _colour(said: Mapping[str, str], theme: str, symbol: str = "stroke") -> alt.Color:
    several = len(said) > 1
    size = 420 if symbol == "stroke" else 120  # a stroke long enough to show its dashes
    legend = alt.Legend(
        orient="top",
        title=None,
        columns=_beside(said),
        labelLimit=260,
        symbolType=symbol,
        symbolStrokeWidth=3,
        symbolSize=size,
    )
    return alt.Color("series:N", scale=_scale(said, list(COLOURS[theme])), legend=legend if several else None)


def _beside(said: Mapping[str, str]) -> int:
    """How many entries of a legend stand beside each other on a phone; a Chinese letter takes the room of two."""
    broad = sorted((sum(1 if letter.isascii() else 2 for letter in text) for text in said.values()), reverse=True)
    return max((n for n in range(1, len(broad) + 1) if sum(broad[:n]) + n * STROKE <= ROOM), default=1)


def _scale(said: Mapping[str, str], range: list[Any]) -> alt.Scale:
    return alt.Scale(domain=list(said.values()), range=range[: len(said)])


def _tooltip(words: ChartWords, said: Mapping[str, str]) -> list[alt.Tooltip]:
    series = [alt.Tooltip("series:N", title=" ")] if len(said) > 1 else []
    x, y = words.x.of(language()), words.y.of(language())
    return [*series, alt.Tooltip("x:N", title=x), alt.Tooltip("said:N", title=y)]
