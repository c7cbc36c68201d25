"""A report as one HTML page that needs nothing else: tables, and bars with intervals and goals as SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from evimed.catalogue import Language, messages, text
from evimed.govern.evaluate.report import Measure, Report

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
table { border-collapse: collapse; margin: 0 0 1.5rem; }
td, th { padding: .2rem .8rem .2rem 0; text-align: left; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
.missed { color: #a4260f; }
svg { max-width: 100%; }
"""
_ROW, _BAR, _LEFT, _WIDTH = (
    22,
    12,
    190,
    420,
)  # pixels: of a row, of its bar, before the bars, of a whole share


def render_page(report: Report, language: Language) -> str:
    """The page, in one language."""
    met = text("evaluate.page.met" if report.met else "evaluate.page.missed", language)
    settings = ", ".join(f"{key} {value}" for key, value in report.settings.items())
    title = text("evaluate.page.title", language, suite=report.suite)
    ran = text("evaluate.page.ran", language, data=report.data, settings=settings)
    parts = [
        f"<!doctype html><html lang='{language}'><meta charset='utf-8'><title>{escape(title)}</title>",
        f"<style>{_STYLE}</style><h1>{escape(title)}</h1><p>{escape(met)} {escape(ran)}</p>",
    ]
    ordered = sorted(report.measures, key=lambda measure: (measure.group, measure.language))
    for (group, spoken), measures in groupby(ordered, key=lambda measure: (measure.group, measure.language)):
        rows = list(measures)
        title = (
            f"{group_words(report.suite, group, language)} · {text(f'evaluate.language.{spoken}', language)}"
        )
        parts.append(f"<h2>{escape(title)}</h2>")
        parts += [_plot(report.suite, rows, language), _table(report.suite, rows, language)]
    return "\n".join(parts) + "\n"


def group_words(suite: str, group: str, language: Language) -> str:
    """What a group of measures is called: ``evaluate.SUITE.GROUP`` of the catalogue, else its name."""
    return _words(f"evaluate.{suite}.{group}", group, language)


def measure_words(suite: str, name: str, language: Language) -> str:
    """What a measure is called: ``evaluate.SUITE.name.NAME`` of the catalogue, else its name."""
    return _words(f"evaluate.{suite}.name.{name}", name, language)


def _words(key: str, otherwise: str, language: Language) -> str:
    return text(key, language) if key in messages() else otherwise


def _plot(suite: str, measures: Sequence[Measure], language: Language) -> str:
    height = _ROW * len(measures) + 24
    shapes = [shape for row, measure in enumerate(measures) for shape in _bar(suite, measure, row, language)]
    for tick in range(0, 101, 20):
        x = _LEFT + _WIDTH * tick / 100
        shapes.append(f"<line x1='{x}' x2='{x}' y1='0' y2='{height - 20}' stroke='#ccd3da'/>")
        shapes.append(f"<text x='{x}' y='{height - 6}' font-size='11' text-anchor='middle'>{tick}%</text>")
    size = f"width='{_LEFT + _WIDTH + 40}' height='{height}'"
    return f"<svg xmlns='http://www.w3.org/2000/svg' role='img' {size}>{''.join(shapes)}</svg>"


def _bar(suite: str, measure: Measure, row: int, language: Language) -> Iterator[str]:
    """Name, bar, interval as a whisker, goal as a mark."""
    middle = row * _ROW + _ROW / 2
    low, high = (_LEFT + _WIDTH * min(1.0, max(0.0, edge)) for edge in measure.interval)
    colour = "#a4260f" if measure.met is False else "#2f6f8f"
    name = escape(measure_words(suite, measure.name, language))
    yield f"<text x='{_LEFT - 8}' y='{middle + 4}' font-size='12' text-anchor='end'>{name}</text>"
    width = _WIDTH * min(1.0, measure.value)
    yield f"<rect x='{_LEFT}' y='{middle - _BAR / 2}' width='{width:.1f}' height='{_BAR}' fill='{colour}'/>"
    yield _stroke(low, high, middle, middle, "#1d2733")
    goal = measure.at_least if measure.at_least is not None else measure.at_most
    if goal is not None:
        x = _LEFT + _WIDTH * goal
        yield _stroke(x, x, middle - _ROW / 2 + 2, middle + _ROW / 2 - 2, "#d98a00")


def _stroke(x1: float, x2: float, y1: float, y2: float, colour: str) -> str:
    return f"<line x1='{x1:.1f}' x2='{x2:.1f}' y1='{y1}' y2='{y2}' stroke='{colour}' stroke-width='2'/>"


def _table(suite: str, measures: Sequence[Measure], language: Language) -> str:
    heads = [
        text(f"evaluate.column.{name}", language) for name in ("name", "value", "interval", "count", "goal")
    ]
    rows = "".join(_table_row(suite, measure, language) for measure in measures)
    return f"<table><tr>{''.join(f'<th>{escape(head)}</th>' for head in heads)}</tr>{rows}</table>"


def _table_row(suite: str, measure: Measure, language: Language) -> str:
    cells = [f"<td>{escape(measure_words(suite, measure.name, language))}</td>"]
    low, high = measure.interval
    count = f"{measure.right} / {measure.total}" if measure.total is not None else ""
    cells += [
        f"<td class='number'>{cell}</td>"
        for cell in (f"{measure.value:.1%}", f"{low:.1%} – {high:.1%}", count, goal_words(measure))
    ]
    mark = " class='missed'" if measure.met is False else ""
    return f"<tr{mark}>{''.join(cells)}</tr>"


def goal_words(measure: Measure) -> str:
    """The goal as a sign and a number, or nothing."""
    if measure.at_least is not None:
        return f"≥ {measure.at_least:.0%}"
    return "" if measure.at_most is None else f"≤ {measure.at_most:.0%}"
