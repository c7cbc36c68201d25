"""An answer's book as a person reads it: who wrote, at what cost, what was dropped and why; the prompts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evimed.catalogue import Language, text
from evimed.surfaces.cli.terminal import Line
from evimed.surfaces.cli.wrap import wrap


def summary_lines(book: Mapping[str, Any], language: Language, width: int) -> Iterator[Line]:
    """What the answer itself does not say: how it was read, what it took, what was dropped."""
    yield Line()
    standing = book["standing"]
    if standing is not None:
        words = text("answer.standing", language, asked=standing["asked"], standing=standing["question"])
        yield from _wrapped(words, width)
    if book["model"] is not None:
        usage = book["usage"]
        words = text(
            "cli.book.usage",
            language,
            model=book["model"]["model"],
            host=book["model"]["host"] or "—",
            requests=usage["requests"],
            sent=_or_dash(usage["input_tokens"]),
            got=_or_dash(usage["output_tokens"]),
            cost=_cost(usage),
            seconds=f"{usage['seconds']:.1f}",
        )
        yield from _wrapped(words, width)
    dropped = [one for one in book["statements"] if not one["kept"]]
    if dropped:
        yield Line(text("cli.book.dropped", language), "bold")
    for one in dropped:
        yield from _wrapped(f"{one['text']} ({_why(one)})", width, "- ")


def whole_lines(book: Mapping[str, Any], language: Language, width: int) -> Iterator[Line]:
    """Every passage a model was given and every exchange with it, word for word."""
    for passage in book["passages"]:
        document = passage["document"]
        yield Line()
        heading = " › ".join((document["title"], *passage["section"]))
        yield from _wrapped(heading, width, f"[[{passage['key']}]] ", "bold")
        for line in str(passage["text"]).splitlines():
            yield from _wrapped(line, width, "  ")
    for exchange in book["exchanges"]:
        yield Line()
        words = text(f"cli.book.purpose.{exchange['purpose']}", language)
        name = f"{words} · {exchange['template']} · {exchange['sha256'][:12]}"
        yield from _wrapped(name, width, "", "bold")
        for part in ("system", "user", "reply"):
            for line in str(exchange[part]).splitlines():
                yield from _wrapped(line, width, "< " if part == "reply" else "> ")
        if exchange["error"]:
            yield Line(exchange["error"], "red")


def _why(one: Mapping[str, Any]) -> str:
    said = [_finding(finding) for finding in one["findings"]]
    judge = one.get("judge")
    if judge is not None and judge["verdict"] != "entailed":
        said.append(f"{judge['verdict']}: {judge['reason']}")
    return "; ".join(said) or "—"


def _finding(finding: Mapping[str, Any]) -> str:
    said, source = finding.get("said", ""), finding.get("source", "")
    return f"{finding['check']}: {said} / {source}" if said or source else str(finding["check"])


def _cost(usage: Mapping[str, Any]) -> str:
    if usage["cost"] is None:
        return "—"
    return f"{usage['cost']:.6f} {usage['currency'] or ''}".strip()


def _or_dash(value: object) -> str:
    return "—" if value is None else str(value)


def _wrapped(words: str, width: int, prefix: str = "", style: str = "dim") -> Sequence[Line]:
    return [Line(line, style) for line in wrap(words, width, prefix)]
