"""Check questions.json against the text of the library documents.

Each answerable question needs its evidence in at least one of the documents it
names, an `accept` string inside that evidence and in every named document, and
each `accept_all` string inside the evidence. Whitespace is ignored.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any

from common import LIBRARY, MARK, QUESTIONS
from extract import extract

LIMIT_BYTES = 1_500_000


def squeeze(text: str) -> str:
    """Remove all whitespace."""
    return "".join(text.split())


def named_documents(item: dict[str, Any]) -> list[str]:
    """Return the documents a question names, as a list."""
    document = item["document"]
    if document is None:
        return []
    return [document] if isinstance(document, str) else list(document)


def question_faults(item: dict[str, Any], texts: dict[str, str]) -> list[str]:
    """Return what is wrong with one question."""
    names = named_documents(item)
    evidence, accept = squeeze(item["evidence"]), item["accept"]
    if not item["answerable"]:
        return ["has an answer"] if names or accept or evidence else []
    faults = [f"unknown document {name}" for name in names if name not in texts]
    if faults or not names:
        return faults or ["no document"]
    if not any(evidence in texts[name] for name in names):
        faults.append("evidence not found")
    if not any(text in evidence for text in accept):
        faults.append("no accept string in the evidence")
    faults += [
        f"no accept string in {name}" for name in names if not any(text in texts[name] for text in accept)
    ]
    if any(text not in evidence for text in item.get("accept_all", [])):
        faults.append("accept_all not in the evidence")
    if any(text != squeeze(text) for text in [*accept, *item.get("accept_all", [])]):
        faults.append("accept string with whitespace")
    return faults


def main() -> int:
    """Print faults and counts; return 1 if there is a fault."""
    paths = sorted(LIBRARY.iterdir())
    texts = {path.name: squeeze(extract(path)) for path in paths}
    faults = [f"{name}: no mark" for name, text in texts.items() if squeeze(MARK) not in text]
    size = sum(path.stat().st_size for path in paths)
    if size > LIMIT_BYTES:
        faults.append(f"library too large: {size}")
    items: list[dict[str, Any]] = json.loads(QUESTIONS.read_text(encoding="utf-8"))
    for item in items:
        faults += [f"{item['id']}: {fault}" for fault in question_faults(item, texts)]
    repeated = [key for key, n in Counter(item["id"] for item in items).items() if n > 1]
    faults += [f"{key}: id used twice" for key in repeated]
    counts = Counter((item["language"], item["answerable"]) for item in items)
    print(*faults, f"{len(paths)} documents, {size} bytes", dict(counts), sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
