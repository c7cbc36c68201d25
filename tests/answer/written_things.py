"""Hits, sentences and replies for the tests of writing."""

from __future__ import annotations

import json
from collections.abc import Sequence

from evimed.answer.checks import Evidence, Finding, Verdict
from evimed.answer.write.evidence import Given, make_key
from evimed.catalogue import Language
from evimed.records import Document, Hit, Locator, Passage, Score, Sentence

NONCE = "n0nce"


def document(id_: str = "d1", title: str = "甲药说明书") -> Document:
    return Document(
        id=id_, library="default", title=title, source=f"{id_}.txt", kind="label", language="zh",
        sha256="0" * 64, size=1, mime="text/plain", stamp="s/1",
    )  # fmt: skip


def hit(*sentences: str, id_: str = "p1", of: Document | None = None) -> tuple[Hit, str]:
    """A passage of these sentences, and the stored text they stand in, a line each."""
    text, places = "", []
    for sentence in sentences:
        places.append(Sentence(sentence, Locator((len(text), len(text) + len(sentence)))))
        text += sentence + "\n"
    source = of or document()
    passage = Passage(
        id_, source.id, 0, ("用法用量",), " ".join(sentences), (0, len(text)), tuple(places), "zh"
    )
    return Hit(passage, source, Score(1.0)), text


def given(*sentences: str, id_: str = "p1") -> Given:
    return Given(make_key(NONCE, id_), hit(*sentences, id_=id_)[0])


def reply(*statements: tuple[str, Sequence[tuple[str, str]]], **more: object) -> str:
    listed = [
        {"text": text, "evidence": [{"key": key, "quote": quote} for key, quote in evidence]}
        for text, evidence in statements
    ]
    return json.dumps({**more, "statements": listed}, ensure_ascii=False)


def mended(number: int, text: str, *evidence: tuple[str, str]) -> str:
    pairs = [{"key": key, "quote": quote} for key, quote in evidence]
    return json.dumps({"statements": [{"n": number, "text": text, "evidence": pairs}]}, ensure_ascii=False)


def strict(text: str, evidence: Sequence[Evidence], language: Language) -> Verdict:
    """A check of its own, so that these tests do not rest on the rules: the letters stand in a quote."""
    held = any(text.strip("。.") in item.quote for item in evidence)
    return Verdict(held, () if held else (Finding("coverage", text, ""),), float(held))
