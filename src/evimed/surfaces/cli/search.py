"""``evimed search``: the passages that fit best, with the parts of their rank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evimed.json_forms import cited_document_json, hit_json, locator_json, passage_locator
from evimed.records import Hit
from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.invocation import Invocation, open_library, utf8
from evimed.surfaces.cli.places import source_words
from evimed.surfaces.cli.terminal import Line
from evimed.surfaces.cli.wrap import wrap

_MOST_LINES = 6  # of a passage: enough to judge it by; --json has it whole


def search(invocation: Invocation, query: str, library: str | None, *, limit: int) -> int:
    """List passages, best first. An empty list is a result like any other: exit code 0."""
    wanted = utf8(query, "QUERY")
    with open_library(invocation, library) as (session, where):
        hits = session.search(wanted, library=where, limit=limit)
    if invocation.as_json:
        results = [hit_json(hit, rank) for rank, hit in enumerate(hits, 1)]
        terminal.show_json({"query": wanted, "library": where, "results": results})
    elif hits:
        terminal.show(_lines(invocation, hits, terminal.page_width()))
    else:
        terminal.show([Line(invocation.say("search.nothing", library=where))])
    return 0


def _lines(invocation: Invocation, hits: Sequence[Hit], width: int) -> Iterator[Line]:
    for rank, hit in enumerate(hits, 1):
        if rank > 1:
            yield Line()
        first = f"{rank}. "
        place = locator_json(passage_locator(hit.passage))
        words = source_words(cited_document_json(hit.document), place, invocation.language)
        yield from (Line(line, "bold") for line in wrap(words, width, first))
        indent = " " * len(first)
        yield from (Line(line, "dim") for line in wrap(_score_words(hit), width, indent))
        body = wrap(hit.passage.text, width, indent)
        yield from (Line(line) for line in body[:_MOST_LINES])
        if len(body) > _MOST_LINES:
            yield Line(f"{indent}…")


def _score_words(hit: Hit) -> str:
    """As in ``0.0325 = BM25 12.31 (#1) + vector 0.914 (#3)``."""
    score = hit.score
    parts: list[str] = []
    if score.bm25 is not None:
        parts.append(f"BM25 {score.bm25:.2f} (#{score.bm25_rank})")
    if score.dense is not None:
        parts.append(f"vector {score.dense:.3f} (#{score.dense_rank})")
    return f"{score.fused:.4f} = {' + '.join(parts)}" if parts else f"{score.fused:.4f}"
