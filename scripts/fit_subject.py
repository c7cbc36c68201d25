# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
"""Fit what tells that two guidelines are on one subject; writes ``conflicts/subject.npz`` and ``.json``.

    python scripts/fit_subject.py rarity TOPICS
    python scripts/fit_subject.py weigh TOPICS 0=without0.npz 1=without1.npz

``TOPICS``: marked topics (``govern/evaluate/marked_topics.py``). Two guidelines of a topic are on one
subject, those of two topics are not; of these, the ones that share most concepts are learnt from.
"""

from __future__ import annotations

import itertools
import json
import math
import sys
from collections import Counter
from pathlib import Path

import numpy as np

from comparer_candidates import guide_from
from evimed.adapters.embed_e5 import E5OnnxEmbedder
from evimed.govern.evaluate.marked_topics import read_topics
from evimed.knowledge.conflicts import subject
from evimed.knowledge.conflicts.decide import read_all
from evimed.knowledge.conflicts.rarity import PLACES, place_of
from evimed.knowledge.conflicts.views import Guide, counted
from evimed.ports import ReadStatement
from fit_comparer import fit, fold_of

OUT = Path(__file__).resolve().parents[1] / "src/evimed/knowledge/conflicts"
OTHERS = 5  # pairs of two topics for each pair of one
Held = tuple[str, Guide]  # topic and guideline


def guides(topics: Path, hold: int | None = None) -> list[Held]:
    return [
        (topic.id, held[0])
        for topic in read_topics(topics)
        if hold is None or fold_of(topic.id) == hold
        for at, marked in enumerate(topic.guidelines)
        if (held := guide_from(marked, f"{topic.id}{at}")) is not None
    ]


def count(topics: Path) -> None:
    """How few guidelines have a concept of each place."""
    if not (OUT / "subject.npz").exists():
        np.savez_compressed(OUT / "subject.npz", rarity=np.ones(PLACES, np.float16))
    held = guides(topics)
    have = Counter(
        place
        for _, guide in held
        for place in {place_of(concept) for concept in counted(guide.views, guide.title)}
    )
    rarity = [math.log(1 + len(held) / max(1, have[place])) for place in range(PLACES)]
    np.savez_compressed(OUT / "subject.npz", rarity=np.array(rarity, np.float16))
    print(len(held), "guidelines")


def weigh(topics: Path, without: dict[int, Path]) -> None:
    rows: list[tuple[dict[str, float], bool]] = []
    for hold, path in without.items():
        held, embedder = guides(topics, hold), E5OnnxEmbedder(comparer=path)
        read: dict[str, list[ReadStatement]] = {}
        pairs = list(itertools.combinations(held, 2))
        same = [pair for pair in pairs if pair[0][0] == pair[1][0]]
        others = [pair for pair in pairs if pair[0][0] != pair[1][0]]
        others.sort(key=lambda pair: -float(pair[0][1].concepts @ pair[1][1].concepts))
        for (topic, one), (second, other) in [*same, *others[: OTHERS * len(same)]]:
            sides = read_all(one, embedder, read), read_all(other, embedder, read)
            rows.append((subject.features_of(one, other, sides), topic == second))
    names = sorted(rows[0][0])
    x = np.array([[told[name] for name in names] + [1.0] for told, _ in rows])
    y = np.array([same for _, same in rows], float)
    part = np.arange(len(y)) % 5
    scores = np.zeros(len(y))
    for kept in range(5):
        scores[part == kept] = x[part == kept] @ fit(x[part != kept], y[part != kept])
    for least in (-2.0, -1.5, -1.2, -1.0, -0.5, 0.0):
        one, two = ((scores[y == kind] > least).mean() for kind in (1, 0))
        print(f"> {least}: {one:.2f} of one subject, {two:.3f} of two")
    weights = {name: round(float(w), 3) for name, w in zip([*names, "bias"], fit(x, y), strict=True)}
    about = "Log odds that two guidelines are on one subject; fitted by scripts/fit_subject.py."
    (OUT / "subject.json").write_text(json.dumps({"about": about, "weights": weights}, indent=1) + "\n")


def main() -> None:
    step, topics, *rest = sys.argv[1:]
    if step == "rarity":
        count(Path(topics))
    else:
        weigh(Path(topics), {int(hold): Path(path) for hold, path in (one.split("=", 1) for one in rest)})


if __name__ == "__main__":
    main()
