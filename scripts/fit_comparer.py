# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
"""Teach how two statements compare; writes ``adapters/compare_e5.npz`` and ``conflicts/compared.json``.

    python scripts/fit_comparer.py gather TOPICS DATA pairs.pickle   # with evimed
    python scripts/fit_comparer.py teach pairs.pickle HOLD out.npz   # with torch; 25 minutes of one core
    python scripts/fit_comparer.py weigh TOPICS advises01.npz 0=without0.npz 1=without1.npz   # with evimed

``TOPICS``: ``tests/data/guideline_statements``; ``DATA``: the folder of ``guidelines_usgov``. ``teach``
leaves the topics of one fold (by hash of the name) out, or none (``HOLD`` -1: that file is what is shipped).
What words, numbers and the comparer say is weighed on topics that the comparer used there was not taught.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import pickle
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
WEIGHED = ROOT / "src/evimed/knowledge/conflicts/compared.json"
FOLDS = 5
LETTERS = "FARNB"  # for, against, restricting, no position, both
DECAY, STEPS = 4.0, 30
_HEADING = re.compile(r"^(?!.*[.。;；]\s*$).{2,90}$")
_WORDS = 12  # of a heading at most

Told = tuple[str, str]  # heading and text


def fold_of(name: str) -> int:
    """Of a topic, by its name."""
    return hashlib.sha256(name.encode()).digest()[0] % FOLDS


def heading_of(text: str, at: int) -> str:
    """The nearest line above that looks like a heading."""
    for line in reversed(text[:at].split("\n")[:-1]):
        told = line.strip(" -•*#:：")
        if told and _HEADING.match(told) and len(told.split()) <= _WORDS:
            return told
    return ""


def read_ways(folder: Path) -> dict[tuple[str, str], str]:
    """The way of each marked statement, by topic and mark."""
    lines = [line.split() for path in folder.glob("*.tsv") for line in path.read_text().splitlines()]
    return {(topic, mark): letter for topic, mark, letter in lines}


def gather(topics: Path, data: Path, out: Path) -> None:
    """Statements as sums of embeddings; pairs with classes, attributes and folds; ways."""
    from evimed.adapters.embed_e5_compare import statement_tokens  # noqa: PLC0415
    from evimed.adapters.embed_e5_tokens import UnigramTokenizer  # noqa: PLC0415
    from evimed.adapters.embed_e5_weights import bundled_path, read_weights, unpack  # noqa: PLC0415

    weights = read_weights(bundled_path())
    tokenizer, words = UnigramTokenizer(weights.vocabulary), weights.words()
    hidden, inner = weights.shape.hidden, weights.shape.inner
    positions = weights.floats("emb.pos").reshape(-1, hidden) + weights.floats("emb.type")[:hidden]
    tensors: dict[str, Any] = {}
    for name in weights.tensors:
        if not name.startswith("emb.") or name.startswith("emb.ln"):
            matrix = name.endswith((".q.w", ".k.w", ".v.w", ".ao.w", ".fi.w", ".fo.w"))
            inputs = inner if name.endswith(".fo.w") else hidden
            tensors[name] = weights.matrix(name, inputs) if matrix else weights.floats(name)
    numbers: dict[Told, int] = {}
    pairs = [
        {
            "one": numbers.setdefault(one, len(numbers)),
            "other": numbers.setdefault(other, len(numbers)),
            **_gold(labels),
            "fold": fold,
            "group": group,
        }
        for one, other, labels, fold, group in itertools.chain(_marked(topics), _real(topics, data))
    ]
    rows = [statement_tokens(tokenizer, weights.vocabulary, *told) for told in numbers]
    x = [(unpack(words[np.array(row)]) + positions[: len(row)]).astype(np.float16) for row in rows]
    ways = [(numbers[told], LETTERS.index(way), fold) for told, way, fold in _ways(topics) if told in numbers]
    out.write_bytes(pickle.dumps({"tensors": tensors, "x": x, "pairs": pairs, "ways": ways}))
    print(len(numbers), "statements,", len(pairs), "pairs,", len(ways), "ways")


def _gold(labels: Sequence[str]) -> dict[str, Any]:
    from evimed.govern.evaluate.marked_topics import DIFFERENCES  # noqa: PLC0415

    kind = 0 if not labels else {"near": 1, "agree": 2}.get(labels[0], 3)
    return {"class": kind, "attributes": [name in labels for name in DIFFERENCES]}


def _marked(topics: Path) -> Iterator[tuple[Told, Told, list[str], int, str]]:
    from evimed.govern.evaluate.marked_topics import read_topics  # noqa: PLC0415

    for topic in read_topics(topics):
        linked = {(link.one, link.other): sorted(link.labels) for link in topic.links}
        linked |= {(other, one): labels for (one, other), labels in linked.items()}
        for one, other in itertools.combinations(topic.guidelines, 2):
            for (name, at), (named, place) in itertools.product(one.marks.items(), other.marks.items()):
                yield (
                    (heading_of(one.text, at[0]), one.text[at[0] : at[1]]),
                    (heading_of(other.text, place[0]), other.text[place[0] : place[1]]),
                    linked.get((name, named), []),
                    fold_of(topic.id),
                    topic.id,
                )


def _real(topics: Path, data: Path) -> Iterator[tuple[Told, Told, list[str], int, str]]:
    from evimed.ingest.parse import parse  # noqa: PLC0415

    texts: dict[str, str] = {}
    for line in (topics / "real_pairs.jsonl").read_text().splitlines():
        *places, labels = json.loads(line)
        sides: list[Told] = []
        for file, start, end in (places[:3], places[3:]):
            if file not in texts:
                texts[file] = parse((data / "guidelines_usgov" / file).read_bytes(), file).text
            sides.append((heading_of(texts[file], start), texts[file][start:end]))
        files = sorted((places[0], places[3]))
        told = [] if labels == "unrelated" else labels.split(",")
        yield sides[0], sides[1], told, fold_of(files[0]), "real:" + "|".join(files)


def _ways(topics: Path) -> Iterator[tuple[Told, str, int]]:
    from evimed.govern.evaluate.marked_topics import read_topics  # noqa: PLC0415

    letters = read_ways(topics / "ways")
    for topic in read_topics(topics):
        for guide in topic.guidelines:
            for mark, (start, end) in guide.marks.items():
                told = heading_of(guide.text, start), guide.text[start:end]
                if (topic.id, mark) in letters:
                    yield told, letters[topic.id, mark], fold_of(topic.id)


def weigh(topics: Path, without: dict[int, Path], advises: Path) -> None:
    """Fit the weighings on the topics that each comparer was not taught; told with a part of them kept out.

    ``advises``: what ``fit_advises.py`` learnt without the same folds.
    """
    from comparer_candidates import candidates_of  # noqa: PLC0415
    from evimed.knowledge.recommendations import advises as words  # noqa: PLC0415

    held = np.load(advises, allow_pickle=False)
    learnt = {name: held[name].astype(np.float32) for name in held.files}
    with mock.patch.object(words, "learnt", return_value=learnt):
        rows = [row for hold, path in without.items() for row in candidates_of(topics, hold, path)]
    names, x = table([row.told for row in rows])
    same, y = (np.array(found, float) for found in ([r.same for r in rows], [bool(r.labels) for r in rows]))
    parts = np.array([fold_of("part" + row.topic) for row in rows])
    odds = np.zeros(len(y))
    for part in range(FOLDS):
        learn, ask = parts != part, parts == part
        both = [fit(x[learn], same[learn]), fit(x[learn & (same > 0)], y[learn & (same > 0)])]
        odds[ask] = np.prod([1 / (1 + np.exp(-x[ask] @ weights)) for weights in both], axis=0)
    told = y[np.argsort(-odds)]
    precision, recall = told.cumsum() / np.arange(1, len(told) + 1), told.cumsum() / told.sum()
    average = (precision * told).sum() / told.sum()
    print(len(rows), "candidates,", int(y.sum()), f"differ; average precision {average:.3f}")
    for least in (0.75, 0.6, 0.5):
        print(f"recall at precision {least}: {recall[precision >= least].max(initial=0.0):.2f}")
    fitted = {"one question": (names, fit(x, same)), "differ": (names, fit(x[same > 0], y[same > 0]))}
    fitted |= weigh_attributes([row for row in rows if row.labels])
    weights = {
        what: {name: round(float(value), 3) for name, value in zip([*of, "bias"], row, strict=True)}
        for what, (of, row) in fitted.items()
    }
    about = (
        "Log odds that two statements answer one question, and that they differ if they do; fitted by"
        " scripts/fit_comparer.py."
    )
    WEIGHED.write_text(json.dumps({"about": about, "weights": weights}, indent=1) + "\n")


def weigh_attributes(rows: list[Any]) -> dict[str, tuple[list[str], Any]]:
    """One weighing for each attribute, on pairs that differ."""
    from evimed.knowledge.conflicts.attribute import TOLD  # noqa: PLC0415

    names, x = table([row.seen for row in rows])
    parts = np.array([fold_of("part" + row.topic) for row in rows])
    gold = np.array([[name in row.labels for name in TOLD] for row in rows], float)
    scores = np.zeros(gold.shape)
    for part in range(FOLDS):
        for at in range(len(TOLD)):
            scores[parts == part, at] = x[parts == part] @ fit(x[parts != part], gold[parts != part, at])
    right = gold[np.arange(len(gold)), scores.argmax(axis=1)].mean()
    print(f"attribute right: {right:.3f} of {len(gold)}")
    return {f"attribute {name}": (names, fit(x, gold[:, at])) for at, name in enumerate(TOLD)}


def table(rows: Sequence[dict[str, float]]) -> tuple[list[str], Any]:
    """Names of the features, and the rows with a last column of ones."""
    names = sorted({name for row in rows for name in row})
    return names, np.array([[row.get(name, 0.0) for name in names] + [1.0] for row in rows])


def fit(x: Any, y: Any) -> Any:
    """Logistic regression by Newton's method; the last column is the bias and is not drawn to zero."""
    weights = np.zeros(x.shape[1])
    drawn = DECAY * np.append(np.ones(x.shape[1] - 1), 1e-3)
    for _ in range(STEPS):
        shares = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (shares - y) + drawn * weights
        curve = (x * (shares * (1 - shares))[:, None]).T @ x + np.diag(drawn)
        weights -= np.linalg.solve(curve, slope)
    return weights


def main() -> None:
    step, *rest = sys.argv[1:]
    if step == "gather":
        gather(*(Path(one) for one in rest))
    elif step == "teach":
        from comparer_network import teach  # noqa: PLC0415  -- needs torch, which the gatherer does not have

        held = pickle.loads(Path(rest[0]).read_bytes())  # noqa: S301  -- written by the step before
        np.savez_compressed(rest[2], **teach(held, int(rest[1])))
    else:
        pairs = dict(one.split("=", 1) for one in rest[2:])
        weigh(Path(rest[0]), {int(hold): Path(path) for hold, path in pairs.items()}, Path(rest[1]))


if __name__ == "__main__":
    main()
