"""The set ``versions``: questions over Chinese laws that touch an article with more than one version.

Forty questions, frozen before any rule was written (``questions/versions.json``), and forty-four over other
articles, frozen when the rules for the first had been measured (``versions_further.json``, judged more
strictly). Asked of a library of all the laws: does the version that holds answer, and is what was superseded
told?
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from evimed.errors import InputError
from evimed.govern.evaluate.articles_swept import superseded_articles
from evimed.govern.evaluate.asked import QUESTIONS_FOLDER
from evimed.govern.evaluate.library import files, take_in
from evimed.govern.evaluate.report import Measure, Report, share
from evimed.govern.session import Session
from evimed.records import Answer

_LIBRARY: Final = "versions"
_DAY: Final = re.compile(r"\((\d{4}-\d\d-\d\d)\)")
_FORMER: Final = frozenset(("changed", "repealed", "dropped"))  # kinds where a former article is to be told
_LAW: Final = frozenset(
    ("rule", "repealed_basis", "later_law", "overtaken", "basis")
)  # a law over a regulation
_FURTHER: Final = "further-"
_SWEPT: Final = "articles"
_Counts = dict[tuple[str, str], list[int]]


class VersionsSuite:
    """Is the version told that holds, and the one that does not."""

    needs_library = True

    def run(self, data: Path, session: Session | None, on_progress: Callable[[int, int], None]) -> Report:
        """Take the laws in and ask.

        Raises
        ------
        InputError
            ``evaluation_data_missing``: the folder does not hold the laws.
        """
        laws = files(data, "law")
        if session is None or not laws:
            raise InputError("evaluation_data_missing", path=str(data))
        begun = time.monotonic()
        names = {id_: name.removeprefix("law/") for id_, name in take_in(session, _LIBRARY, laws).items()}
        questions = read_questions()
        swept = list(superseded_articles(laws))
        counts: _Counts = {}
        wrong: list[dict[str, object]] = []
        for number, question in enumerate(questions, start=1):
            answer = session.ask(question["text"], library=_LIBRARY)
            half = group_of(question["id"])
            for name, right in judge(question, answer, names):
                count = counts.setdefault((half, name), [0, 0])
                count[0] += right
                count[1] += 1
                if not right:
                    wrong.append(
                        {"id": question["id"], "kind": question["kind"], "what": name, "half": half,
                         "verdict": answer.verdict.name,
                         "cited": sorted({names[c.document.id] for c in answer.citations}),
                         "notices": list(answer.notices)}
                    )  # fmt: skip
            on_progress(number, len(questions) + len(swept))
        for number, one in enumerate(swept, start=len(questions) + 1):
            answer = session.ask(one.question, library=_LIBRARY)
            right = one.told in "\n".join((*answer.notices, answer.verdict.reason))
            count = counts.setdefault((_SWEPT, "told"), [0, 0])
            count[0] += right
            count[1] += 1
            if not right:
                wrong.append({"id": f"{one.file} {one.article}", "half": _SWEPT, "what": "told"})
            on_progress(number, len(questions) + len(swept))
        return Report(
            suite="versions",
            data=str(data),
            measures=tuple(_measures(counts)),
            settings={"questions": len(questions), "laws": len(laws)},
            wrong=tuple(wrong),
            seconds=time.monotonic() - begun,
        )


def read_questions() -> list[Mapping[str, Any]]:
    """The forty questions and the further ones."""
    raw: list[Mapping[str, Any]] = []
    for name in ("versions.json", "versions_further.json"):
        raw += json.loads((QUESTIONS_FOLDER / name).read_text(encoding="utf-8"))
    return raw


def half_of(id_: str) -> str:
    """``dev`` or ``test``, by the hash of the id."""
    return "dev" if sha256(id_.encode()).digest()[0] % 2 else "test"


def group_of(id_: str) -> str:
    """The half, of the further questions so named."""
    return (_FURTHER if id_.startswith(_FURTHER) else "") + half_of(id_)


def judge(
    question: Mapping[str, Any], answer: Answer, names: Mapping[str, str]
) -> Iterator[tuple[str, bool]]:
    """What is asked of one answer, and whether it is so.

    ``holds``: it cites the version that holds (or held then). ``told``: what is superseded or overtaken is
    told; of a regulation whose law came later, that the law is cited or named (of the first forty also that
    the regulation is not cited). ``silent``: no superseded text is quoted under the verdict ``answered``.
    ``quiet``: nothing is told where there is nothing to tell.
    """
    kind = question["kind"]
    cited = [names[citation.document.id] for citation in answer.citations]
    said = "\n".join((*answer.notices, answer.verdict.reason))
    if kind == "control":
        yield "quiet", not answer.notices and not any(one.kind == "rule" for one in answer.conflicts)
        return
    if kind == "not_then":
        yield "told", answer.verdict.name != "answered" and _day(question["holds"]) in said
        return
    further = question["id"].startswith(_FURTHER)
    if kind not in _LAW and not (further and kind == "dropped"):
        yield "holds", question["holds"] in cited
    former = question["former"]
    if kind in _FORMER:
        yield "told", f"{_day(former)} 版第 {question['former_article']} 条" in said
    elif kind == "dated":
        yield "told", answer.verdict.name == "caveats" and f"{_day(question['holds'])} 版" in said
    elif kind in _LAW:
        named = Path(question["holds"]).stem.split("(")[0] in said
        yield "told", named or (question["holds"] in cited if further else former not in cited)
    quoted = former in cited if kind != "dated" else question["holds"] in cited
    if quoted:
        yield "not silent", answer.verdict.name != "answered" or bool(answer.notices)


def _day(file: str) -> str:
    found = _DAY.search(file)
    return found[1] if found is not None else ""


def _measures(counts: _Counts) -> Iterator[Measure]:
    for half in ("dev", "test", f"{_FURTHER}dev", f"{_FURTHER}test"):
        for name in ("holds", "told", "not silent", "quiet"):
            right, total = counts.get((half, name), (0, 0))
            goals = {"told": 0.9, "not silent": 1.0, "quiet": 1.0}
            goal = goals.get(name) if half.endswith("test") else None
            yield share(half, name, "zh", right, total, at_least=goal)
    yield share(_SWEPT, "told", "zh", *counts.get((_SWEPT, "told"), (0, 0)), at_least=0.98)
