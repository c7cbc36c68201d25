# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false
# Strict inference gives up on numpy expressions that update an array in a loop.
"""Fit the constants of sentence selection on the development questions and write ``answer/weights.py``.

    python scripts/fit_selection.py            # fits, reports cross-validated figures, writes
    python scripts/fit_selection.py --check    # the same without writing

Development data: the sample library, ``tests/data/reports_dev`` and ``reports_dev2``. Folds are whole
reports: a question is never judged by a model that saw another question on its report. ``reports_heldout``
and ``reports_blind`` are never read here.

The reader (``scripts/fit_reader.py``) was taught on three folds of four of the same questions. How much it
has to say beside the measures, and the thresholds then, are fitted on the fourth alone, with measures fitted
on the other three.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evimed.adapters.embed_e5 import E5OnnxEmbedder
from evimed.answer.focus import absent, focus_of, those_about
from evimed.answer.from_passages import retrieve
from evimed.answer.furniture import without_furniture
from evimed.answer.rank import Linear, Ranked, rank
from evimed.answer.select import FEATURES, Candidate, measure
from evimed.answer.select import Question as Asked
from evimed.answer.sufficiency import (
    LOOKED_AT,
    SUFFICIENCY_FEATURES,
    Judgement,
    Reading,
    is_distinct,
    shown,
    sufficiency_features,
)
from evimed.answer.tables import elect_rows
from evimed.answer.weights import RANK
from evimed.govern.evaluate.library import take_in
from evimed.govern.evaluate.refusal import Posed, make_plan
from evimed.govern.session import Models, Session
from evimed.knowledge.bridge import Bridge, load_bridge
from evimed.ports import Shown
from evimed.records import Scope
from evimed.samples import library_path, questions_path
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.testing.questions import Question, holds_answer, load_questions

ROOT = Path(__file__).resolve().parent.parent
REPORTS, REPORTS2 = ROOT / "tests/data/reports_dev", ROOT / "tests/data/reports_dev2"
SETS = {
    "sample": ([library_path()], [questions_path()]),
    "reports": ([REPORTS / "text"], [REPORTS / "questions.json", REPORTS / "questions_more.json"]),
    # The new reports are asked among the old ones, so that there is something to mistake them for.
    "reports2": ([REPORTS / "text", REPORTS2 / "text"], [REPORTS2 / "questions.json"]),
}
PUBLIC = ROOT.parent / "shared/data"
PARTS = 4  # folds of what has no report of its own: the sample library, questions off every subject
# Share of answerable questions that may be refused, by whether the wanted thing can be told by its form (a
# price, a name, a date) or not (a number among numbers): there a refusal is a guess.
FALSE_REFUSAL = {True: 0.17, False: 0.05}
Matrix = NDArray[np.float64]
# More evidence never speaks against an answer: all weights but those of kinds stay positive.
FREE = ("distinct", "other", "across", "across_cover")
PINNED = [at for at, name in enumerate(SUFFICIENCY_FEATURES) if name not in FREE]
FOLDS, UNREAD = 4, 0  # folds of the reader, and the one it has not seen
MOST = 4.0  # further than this from 0 the reader's logits count no more
READ = (0.0, 0.25, 0.5, 1.0, 2.0)  # weights tried for it
EVERY = 10_000
SHARP = 3.0  # of the soft maximum over sentences


@dataclass
class Item:
    """One question with its candidates' features and which candidates hold the answer."""

    name: str
    group: str  # what is left out together
    distinct: bool
    answerable: bool
    rows: Matrix
    right: NDArray[np.bool_]
    sufficiency: Matrix  # (sentences looked at, features)
    gives: NDArray[np.bool_]  # which of these hold the answer
    fold: int = 0
    read: float = 0.0  # the best of the reader's logits for these
    text: str = ""
    shown: Sequence[Shown] = ()  # the sentences looked at, as a reader is shown them


@dataclass
class Bench:
    """A home with every set as a library."""

    database: Database
    session: Session
    embedder: E5OnnxEmbedder
    bridge: Bridge

    def ask(self, library: str, text: str) -> Posted:
        with self.database.transaction(Scope.local()) as tx:
            asked, found = retrieve(tx, library, text, self.embedder, self.bridge)
        candidates = measure(asked, found.hits, found.sentences)
        foci = focus_of(asked.text, asked.words)
        ranked = those_about(elect_rows(without_furniture(rank(candidates, RANK)), asked.words), foci)
        # What a thing asked about is absent from is refused before anything is weighed.
        told = [] if absent(found.hits, foci) else sufficiency_features(asked, ranked, self.embedder)
        kept = [
            (values, one) for (values, account), one in zip(told, ranked, strict=False) if account.shared > 0
        ]
        best = [one for _, one in kept]
        read = max(self.embedder.read(asked.text, [shown(one) for one in best]), default=-MOST)
        rows = matrix([values for values, _ in kept], len(SUFFICIENCY_FEATURES))
        return Posted(asked, candidates, best, rows, float(np.clip(read, -MOST, MOST)))


@dataclass(frozen=True)
class Posted:
    """A question with what was measured: candidates, the best sentences and their measures, the reader's."""

    asked: Asked
    candidates: list[Candidate]
    best: list[Ranked]
    rows: Matrix
    read: float


def fold_of(name: str) -> int:
    """Which of four folds a report, or a question off every report, is in."""
    return int(hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def collect(home: Path) -> list[Item]:
    settings = Settings(home=home, workers=2)
    embedder, bridge = E5OnnxEmbedder(), load_bridge(home / "cache")
    with Database.open(settings) as database:
        session = Session(database, Scope.local(), settings, Models(embedder, lambda: bridge))
        bench = Bench(database, session, embedder, bridge)
        return [*collect_own(bench), *(collect_public(bench) if PUBLIC.exists() else ())]


def collect_own(bench: Bench) -> Iterator[Item]:
    for name, (folders, paths) in SETS.items():
        bench.session.ingest([str(folder) for folder in folders], library=name)
        bench.session.embed_pending(library=name)
        for path in paths:
            documents = [raw.get("document") for raw in json.loads(path.read_text(encoding="utf-8"))]
            for at, (question, document) in enumerate(zip(load_questions(path), documents, strict=True)):
                posted = bench.ask(name, question.text)
                group = document if name != "sample" and document else f"{name} {at % PARTS}"
                yield Item(
                    name,
                    group,
                    is_distinct(posted.asked),
                    question.answerable,
                    matrix([c.features for c in posted.candidates], len(FEATURES)),
                    holding(question, [c.sentence.text for c in posted.candidates]),
                    posted.rows,
                    holding(question, [r.candidate.sentence.text for r in posted.best]),
                    fold_of(question.text if group.startswith("sample") else group),
                    posted.read,
                    posted.asked.text,
                    [shown(one) for one in posted.best],
                )


def collect_public(bench: Bench) -> Iterator[Item]:
    """The development half of the suite ``refusal``: a sentence of a gold document counts as right."""
    plan = make_plan(PUBLIC, "dev", EVERY)
    names = take_in(bench.session, "public", plan.papers, sample=True)
    for at, posed in enumerate(plan.posed):
        if posed.asked.origin == "sample":
            continue
        posted = bench.ask("public", posed.asked.text)

        def golden(of: Sequence[Candidate], posed: Posed = posed) -> NDArray[np.bool_]:
            gold = [names.get(one.hit.document.id) in posed.asked.gold for one in of]
            return np.array([not posed.absent and one for one in gold], dtype=bool)

        yield Item(
            "public",
            f"public {at % PARTS}",
            is_distinct(posted.asked),
            not posed.absent,
            matrix([c.features for c in posted.candidates], len(FEATURES)),
            golden(posted.candidates),
            posted.rows,
            golden([r.candidate for r in posted.best]),
            fold_of(posed.asked.text),
            posted.read,
            posted.asked.text,
            [shown(one) for one in posted.best],
        )


def matrix(rows: Sequence[Sequence[float]], columns: int) -> Matrix:
    return np.array(rows, dtype=np.float64).reshape(-1, columns)


def holding(question: Question, sentences: Sequence[str]) -> NDArray[np.bool_]:
    return np.array([question.answerable and holds_answer(question, text) for text in sentences], dtype=bool)


def fit_rank(items: list[Item], *, penalty: float = 0.02, steps: int = 600, rate: float = 0.3) -> Linear:
    """Conditional logit by gradient ascent; items without a right candidate say nothing."""
    pooled = np.concatenate([item.rows for item in items if len(item.rows)])
    mean, deviation = pooled.mean(0), pooled.std(0) + 1e-3
    chosen = [((item.rows - mean) / deviation, item.right) for item in items if item.right.any()]
    weights = np.zeros(pooled.shape[1])
    for _ in range(steps):
        gradient = -penalty * weights * len(chosen)
        for rows, right in chosen:
            logits = rows @ weights
            odds = np.exp(logits - logits.max())
            share = odds / odds.sum()
            wanted = share * right
            gradient += rows.T @ (wanted / wanted.sum() - share)
        weights += rate * gradient / len(chosen)
    return linear(mean, deviation, weights)


def fit_sufficiency(
    items: list[Item], *, penalty: float = 0.01, steps: int = 400, rate: float = 0.3, by_sentence: float = 0.3
) -> Linear:
    """Multiple-instance logistic regression: a question is answerable if its best sentence answers it.

    The score of a question is a soft maximum over its sentences. Where it is known which sentence holds the
    answer, that one is taught as well, with the weight ``by_sentence``, against those of questions without
    one. Both classes weigh the same.

    References
    ----------
    Dietterich, Lathrop, Lozano-Pérez. Solving the multiple instance problem with axis-parallel rectangles.
    Artificial Intelligence 89, 1997.
    """
    items = [item for item in items if len(item.sufficiency)]
    # Our own questions count twice: they were written for this, and what answers them is marked by sentence.
    items += [item for item in items if item.name != "public"]
    pooled = np.concatenate([item.sufficiency for item in items])
    mean, deviation = pooled.mean(0), pooled.std(0) + 1e-3
    yes: Matrix = np.array([item.answerable for item in items], dtype=np.float64)
    padded: Matrix = np.zeros((len(items), LOOKED_AT, pooled.shape[1]))
    real = np.zeros((len(items), LOOKED_AT), dtype=bool)
    gives: Matrix = np.zeros((len(items), LOOKED_AT))
    for at, item in enumerate(items):
        count = len(item.sufficiency)
        padded[at, :count] = (item.sufficiency - mean) / deviation
        real[at, :count], gives[at, :count] = True, item.gives
    balance: Matrix = yes * (0.5 / float(yes.sum())) + (1 - yes) * (0.5 / float((1 - yes).sum()))
    wrong: Matrix = real * (1 - yes)[:, None]
    pull, push = gives / max(1.0, float(gives.sum())), wrong / max(1.0, float(wrong.sum()))
    weights: Matrix = np.zeros(pooled.shape[1])
    speed, bias, bias_speed = np.zeros_like(weights), 0.0, 0.0
    for _ in range(steps):
        scores = np.where(real, padded @ weights + bias, -1e9)
        share = np.exp(SHARP * (scores - scores.max(1, keepdims=True)))
        share /= share.sum(1, keepdims=True)
        error = balance * (yes - logistic(np.sum(share * scores, axis=1)))
        sure = logistic(np.clip(scores, -30, 30))
        of_sentences = 0.5 * by_sentence * (pull * (1 - sure) - push * sure)
        gradient = np.einsum("nk,nkf->f", share * error[:, None] + of_sentences, padded)
        speed = 0.9 * speed + gradient - penalty * weights
        bias_speed = 0.9 * bias_speed + float(error.sum() + of_sentences.sum())
        weights, bias = weights + rate * speed, bias + rate * bias_speed
        weights[PINNED] = np.maximum(weights[PINNED], 0.0)
    return linear(mean, deviation, weights)


def logistic(logits: Matrix) -> Matrix:
    return 1 / (1 + np.exp(-logits))


def linear(mean: Matrix, deviation: Matrix, weights: Matrix) -> Linear:
    return Linear(*(tuple(round(float(v), 4) for v in vector) for vector in (mean, deviation, weights)))


def scores(model: Linear, items: Sequence[Item]) -> Matrix:
    return np.array([float(model.score(i.sufficiency).max()) if len(i.sufficiency) else -1e3 for i in items])


def cross_validate(items: list[Item]) -> None:
    """Figures on reports that the models did not see, at thresholds chosen over all of them."""
    sure = np.zeros(len(items))
    top: dict[int, list[bool]] = {}
    for group in dict.fromkeys(item.group for item in items):
        training = [item for item in items if item.group != group]
        model = fit_rank([item for item in training if item.name != "public"], steps=200)
        judge = fit_sufficiency(training)
        for at, item in enumerate(items):
            if item.group != group:
                continue
            sure[at] = scores(judge, [item])[0]
            if item.answerable:
                best = np.argsort(-model.score(item.rows))
                top[at] = [bool(item.right[best[:k]].any()) for k in (1, 3, 5)]
    bars = thresholds(items, sure)
    enough = [score >= bars[item.distinct] for item, score in zip(items, sure, strict=True)]
    for name in (*SETS, "public", "told by form", "other", "all"):
        mine = [at for at, item in enumerate(items) if belongs(item, name)]
        yes, no = [at for at in mine if items[at].answerable], [at for at in mine if not items[at].answerable]
        found = sum(top[at][2] and enough[at] for at in yes)
        refused = sum(not enough[at] for at in no)
        told = np.sum([top[at] for at in yes], axis=0)
        print(
            f"{name}: top 1/3/5 {told} of {len(yes)}, found {found / len(yes):.1%}; "
            f"refused {refused}/{len(no)} ({refused / len(no):.1%}); AUC {area(items, sure, name):.3f}"
        )


def belongs(item: Item, selection: str) -> bool:
    """Whether figures of ``selection``, a set or a kind of question, count this one."""
    kinds = {"told by form": item.distinct, "other": not item.distinct, "all": True}
    return kinds.get(selection, item.name == selection)


def thresholds(items: Sequence[Item], sure: Matrix) -> dict[bool, float]:
    """Scores under which a question is refused, by whether its answer can be told by its form."""
    bars: dict[bool, float] = {}
    for distinct, share in FALSE_REFUSAL.items():
        pairs = zip(items, sure, strict=True)
        told = [score for item, score in pairs if item.answerable and item.distinct is distinct]
        bars[distinct] = float(np.quantile(told, share))
    return bars


def area(items: Sequence[Item], sure: Matrix, name: str) -> float:
    """Area under the curve over one selection of questions."""
    mine = [at for at, item in enumerate(items) if belongs(item, name)]
    yes, no = [at for at in mine if items[at].answerable], [at for at in mine if not items[at].answerable]
    return float(np.mean([[(sure[a] > sure[b]) + 0.5 * (sure[a] == sure[b]) for b in no] for a in yes]))


def fit_reading(items: Sequence[Item]) -> Reading:
    """How much the reader says beside the measures, on the questions that neither has seen."""
    judge = fit_sufficiency([item for item in items if item.fold != UNREAD])
    unread = [item for item in items if item.fold == UNREAD]
    measured = np.maximum(scores(judge, unread), -12.0)
    read = np.array([item.read for item in unread])
    areas = {
        weight: [area(unread, measured + weight * read, name) for name in (*SETS, "public")]
        for weight in READ
    }
    for weight, by_set in areas.items():
        print(f"reader × {weight}: AUC {' '.join(f'{value:.3f}' for value in by_set)}")
    best = max(areas, key=lambda weight: sum(areas[weight]))
    bars = thresholds(unread, measured + best * read)
    return Reading(1.0, best, MOST, {distinct: -bar for distinct, bar in bars.items()})


def write(rank_model: Linear, judgement: Judgement) -> None:
    def told(model: Linear, indent: str) -> str:
        fields = "".join(
            f"{indent}    {key}={getattr(model, key)},\n" for key in ("mean", "deviation", "weights")
        )
        return f"Linear(\n{fields}{indent})"

    def biases(held: Mapping[bool, float]) -> str:
        return f"{{True: {held[True]:.4f}, False: {held[False]:.4f}}}"

    reading = judgement.reading
    path = ROOT / "src/evimed/answer/weights.py"
    path.write_text(
        '"""Fitted constants of sentence selection, written by ``scripts/fit_selection.py``."""\n\n'
        "from __future__ import annotations\n\nfrom evimed.answer.rank import Linear\n"
        "from evimed.answer.sufficiency import Judgement, Reading\n\n"
        f"RANK = {told(rank_model, '')}  # fmt: skip\n"
        f"SUFFICIENCY = Judgement(\n    model={told(judgement.model, '    ')},\n"
        f"    bias={biases(judgement.bias)},  # by is_distinct\n"
        f"    reading=Reading({reading.measured}, {reading.read}, {reading.most}, {biases(reading.bias)}),\n"
        ")  # fmt: skip\n",
        encoding="utf-8",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="report only")
    parser.add_argument("--rank", action="store_true", help="fit the ranking too, else only the sufficiency")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        items = collect(Path(home))
    cross_validate(items)
    rank_model = fit_rank([item for item in items if item.name != "public"]) if arguments.rank else RANK
    judge = fit_sufficiency(items)
    biases = {distinct: -bar for distinct, bar in thresholds(items, scores(judge, items)).items()}
    for names, model in ((FEATURES, rank_model), (SUFFICIENCY_FEATURES, judge)):
        print(", ".join(f"{name} {weight:+.2f}" for name, weight in zip(names, model.weights, strict=True)))
    reading = fit_reading(items)
    if not arguments.check:
        write(rank_model, Judgement(judge, biases, reading))


if __name__ == "__main__":
    main()
