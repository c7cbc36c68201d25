"""The set ``cases``: forms of causality filled from whole case reports, against replies made by reading.

Invented cases in the manner of Chinese reports of adverse reactions and of English case reports: twenty-eight
(``questions/cases.json``, in halves), fourteen and twelve written when the rules stood (``later``, ``last``),
ten after these (``fresh``), all used for mending after their first run, and twenty of many manners
(``varied``, the odd used, the even not). The reply to every question of
Naranjo and every criterion of WHO-UMC was frozen before the first run of each.
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from evimed.govern.evaluate.asked import QUESTIONS_FOLDER
from evimed.govern.evaluate.report import Measure, Report, share
from evimed.govern.session import Session
from evimed.knowledge.causality import naranjo, who_umc
from evimed.knowledge.causality.facts import naranjo_facts, who_facts

UNKNOWN: Final[naranjo.Reply] = "unknown"
SUFFICIENT: Final = "sufficient"
NAMES: Final = ("items", "told found", "given right", "category", "criteria", "who category")


class CasesSuite:
    """Are the forms of causality filled as a reader would fill them? Needs no library and no data."""

    needs_library = False

    def run(self, data: Path, session: Session | None, on_progress: Callable[[int, int], None]) -> Report:
        """Fill the forms of all cases and compare."""
        del session
        begun = time.monotonic()
        cases = read_cases()
        counts: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
        wrong: list[dict[str, object]] = []
        for number, case in enumerate(cases, start=1):
            half = half_of(case["id"])
            found, who = replies_of(case["text"])
            for name, right in judge(case, found, who):
                count = counts[half, name, case["language"]]
                count[0] += right
                count[1] += 1
            wrong += [{"id": case["id"], "half": half, **one} for one in _wrong(case, found, who)]
            on_progress(number, len(cases))
        return Report(
            suite="cases",
            data=str(data),
            measures=tuple(_measures(counts)),
            settings={"cases": len(cases)},
            wrong=tuple(wrong),
            seconds=time.monotonic() - begun,
        )


def read_cases() -> list[Mapping[str, Any]]:
    """The cases with the replies expected, those of all files."""
    raw: list[Mapping[str, Any]] = []
    for name in (
        "cases.json",
        "cases_later.json",
        "cases_last.json",
        "cases_fresh.json",
        "cases_varied.json",
    ):
        raw += json.loads((QUESTIONS_FOLDER / name).read_text(encoding="utf-8"))
    return raw


def half_of(id_: str) -> str:
    """``dev`` or ``test``, by the hash of the id; the rest by name, of the last the odd are ``dev``."""
    if id_.startswith(("later-", "last-", "fresh-")):
        return id_.partition("-")[0]
    if id_.startswith("varied-"):
        return "varied-dev" if int(id_[-2:]) % 2 else "varied-test"
    return "dev" if sha256(id_.encode()).digest()[0] % 2 else "test"


def replies_of(text: str) -> tuple[dict[str, naranjo.Reply], dict[str, str]]:
    """What the text of a case gives to every question of Naranjo and every criterion of WHO-UMC."""
    facts = naranjo_facts(text)
    given = {fact.question: fact.reply for fact in facts}
    found: dict[str, naranjo.Reply] = dict.fromkeys(naranjo.POINTS, UNKNOWN)
    found |= {
        question: reply for question, said in given.items() for reply in naranjo.REPLIES if reply == said
    }
    who = {name: SUFFICIENT if name == "information" else UNKNOWN for name in who_umc.CRITERIA}
    return found, who | {fact.question: fact.reply for fact in who_facts(text, facts)}


def judge(
    case: Mapping[str, Any], found: Mapping[str, naranjo.Reply], who: Mapping[str, str]
) -> Iterator[tuple[str, bool]]:
    """What is asked of one case, and whether it is so.

    ``items``: each of the ten replies; ``told found``: of those the text gives, the same is found; ``given
    right``: of those found, the same; ``category``: that of Naranjo; ``criteria``: each one of WHO-UMC;
    ``who category``.
    """
    for question, expected in case["naranjo"].items():
        same = found[question] == expected
        yield "items", same
        if expected != UNKNOWN:
            yield "told found", same
        if found[question] != UNKNOWN:
            yield "given right", same
    expected = naranjo.category_of(naranjo.score_of(case["naranjo"]))
    yield "category", naranjo.category_of(naranjo.score_of(found)) == expected
    for name, reply in case["who"].items():
        yield "criteria", who[name] == reply
    yield "who category", who_umc.category_of(who) == who_umc.category_of(case["who"])


def _wrong(
    case: Mapping[str, Any], found: Mapping[str, str], who: Mapping[str, str]
) -> Iterator[dict[str, object]]:
    for form, given in (("naranjo", found), ("who", who)):
        for name, expected in case[form].items():
            if given[name] != expected:
                yield {"item": name, "expected": expected, "given": given[name]}


def _measures(counts: Mapping[tuple[str, str, str], list[int]]) -> Iterator[Measure]:
    for half in ("dev", "test", "later", "last", "fresh", "varied-dev", "varied-test"):
        for language in ("zh", "en"):
            for name in NAMES:
                right, total = counts.get((half, name, language), (0, 0))
                yield share(half, name, language, right, total)
