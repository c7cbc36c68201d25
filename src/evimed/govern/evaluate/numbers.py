"""The set ``numbers``: true statements and statements made false by one small change, from real sentences.

The text is made at run time from a seed and is not kept. A third of the changed statements are rewritten
first, so that what is caught is not merely a difference of letters.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from evimed.catalogue import LANGUAGES, Language
from evimed.govern.evaluate.corpus import Half, Source, read_names, read_sources
from evimed.govern.evaluate.perturb import PERTURBATIONS, Names
from evimed.govern.evaluate.report import Measure, Report, share
from evimed.govern.evaluate.rewrite import REWRITES
from evimed.govern.session import Evidence, Session, check_statement

SEED = 20260
PER_KIND = 200  # statements of each kind and language, as far as the data has them


@dataclass(frozen=True, slots=True)
class Case:
    """A statement, the evidence it is set against, and whether the evidence says it."""

    kind: str  # of the change, or of the rewriting
    language: Language
    statement: str
    source: Source
    true: bool


def make_cases(folder: Path, half: Half, *, per_kind: int = PER_KIND, seed: int = SEED) -> list[Case]:
    """True and perturbed statements of one half, the same for the same seed and data."""
    sources = read_sources(folder, half)
    names = {language: Names(known) for language, known in read_names(folder).items()}
    cases: list[Case] = []
    for language in LANGUAGES:
        own = [source for source in sources if source.language == language]
        cases += _perturbed(own, language, names[language], per_kind, seed)
        cases += _true(own, language, per_kind, seed)
    return cases


def _shuffled(sources: Sequence[Source], rng: Random) -> list[Source]:
    own = list(sources)
    rng.shuffle(own)
    return own


def _perturbed(
    sources: Sequence[Source], language: Language, names: Names, per_kind: int, seed: int
) -> Iterator[Case]:
    for kind, perturb in PERTURBATIONS.items():
        rng = Random(f"{seed}/{language}/{kind}")  # noqa: S311  -- a test set, not a secret
        made = 0
        for source in _shuffled(sources, rng):
            statement = source.sentence
            if rng.random() < 1 / 3:
                statement = rng.choice(list(REWRITES.values()))(statement, rng) or statement
            changed = perturb(statement, rng, names)
            if changed is not None and changed not in (statement, source.sentence):
                yield Case(kind, language, changed, source, true=False)
                made += 1
                if made == per_kind:
                    break


def _verbatim(text: str, _: Random) -> str | None:
    return text


def _true(sources: Sequence[Source], language: Language, per_kind: int, seed: int) -> Iterator[Case]:
    for kind, rewrite in (("verbatim", _verbatim), *REWRITES.items()):
        rng = Random(f"{seed}/{language}/true/{kind}")  # noqa: S311
        made = 0
        for source in _shuffled(sources, rng):
            said = rewrite(source.sentence, rng)
            if said is not None and (kind == "verbatim" or said != source.sentence):
                yield Case(kind, language, said, source, true=True)
                made += 1
                if made == per_kind:
                    break


CAUGHT = 0.98  # of the perturbed statements, goal of each kind and language
REJECTED = 0.05  # of the true ones, at most
_ENOUGH = 30  # statements of a kind below which its share says too little to have a goal


class NumbersSuite:
    """Does the verification catch each change, and let the true statements pass? Needs no library."""

    needs_library = False

    def __init__(self, half: Half = "test", *, per_kind: int = PER_KIND) -> None:
        self._half: Half = half
        self._per_kind = per_kind

    def run(self, data: Path, session: Session | None, on_progress: Callable[[int, int], None]) -> Report:
        """Check every statement of the set against the sentence it was made from."""
        del session
        begun = time.monotonic()
        cases = make_cases(data, self._half, per_kind=self._per_kind)
        bad: list[Case] = []
        for number, case in enumerate(cases, start=1):
            verdict = check_statement(case.statement, [_evidence(case.source)], language=case.language)
            if verdict.supported != case.true:
                bad.append(case)
            on_progress(number, len(cases))
        return Report(
            suite="numbers",
            data=str(data),
            measures=tuple(_measures(cases, bad)),
            settings={"half": self._half, "per_kind": self._per_kind, "seed": SEED},
            wrong=tuple(_place(case) for case in bad),
            seconds=time.monotonic() - begun,
        )


def _evidence(source: Source) -> Evidence:
    return Evidence("k", source.sentence, source.context, source.title)


def _measures(cases: Sequence[Case], bad: Sequence[Case]) -> Iterator[Measure]:
    counts = Counter((case.true, case.language, case.kind) for case in cases)
    wrong = Counter((case.true, case.language, case.kind) for case in bad)
    for true, group in ((False, "caught"), (True, "rejected")):
        for language in ("zh", "en"):
            keys = [key for key in counts if key[:2] == (true, language)]
            for key in keys:
                yield _share(group, key[2], language, wrong[key], counts[key])
            yield _share(group, "all", language, sum(wrong[k] for k in keys), sum(counts[k] for k in keys))


def _share(group: str, name: str, language: str, wrong: int, total: int) -> Measure:
    if group == "rejected":
        return share(group, name, language, wrong, total, at_most=REJECTED if total >= _ENOUGH else None)
    return share(group, name, language, total - wrong, total, at_least=CAUGHT if total >= _ENOUGH else None)


def _place(case: Case) -> dict[str, object]:
    return {
        "kind": case.kind,
        "language": case.language,
        "true": case.true,
        "document": case.source.document,
        "sentence": case.source.number,
    }
