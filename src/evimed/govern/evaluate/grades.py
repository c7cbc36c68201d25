"""The set ``grades``: whether the grade that an answer prints is the one that the guideline prints there.

Fifty-seven questions over the guidelines whose recommendations are labelled by place and strength
(``questions/recommendations.json``), frozen before the first run. Every statement that quotes a labelled
recommendation is looked at, whatever the question.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Any, Final

from evimed.errors import InputError
from evimed.govern.evaluate.asked import QUESTIONS_FOLDER
from evimed.govern.evaluate.library import files, take_in
from evimed.govern.evaluate.recommendations import bare_strength, read_labels
from evimed.govern.evaluate.report import Report, share
from evimed.govern.session import Session
from evimed.records import Answer, Grade

_LIBRARY: Final = "grades"
_OTHERS: Final = {
    "uspstf": ("VA/DoD", "GRADE"),
    "vadod": ("USPSTF", "GRADE"),
    "cdc": ("USPSTF", "VA/DoD", "GRADE"),
}


class GradesSuite:
    """Whether the native grade of a guideline is kept as it is."""

    needs_library = True

    def run(self, data: Path, session: Session | None, on_progress: Callable[[int, int], None]) -> Report:
        """Take the labelled guidelines in, ask, and compare.

        Raises
        ------
        InputError
            ``evaluation_data_missing``: the folder does not hold them.
        """
        labels = {one["file"]: one for one in read_labels()}
        papers = [one for one in files(data, "guideline") if one.id.partition("/")[2] in labels]
        if session is None or len(papers) < len(labels):
            raise InputError("evaluation_data_missing", path=str(data))
        begun = time.monotonic()
        names = {id_: name.partition("/")[2] for id_, name in take_in(session, _LIBRARY, papers).items()}
        questions: list[Mapping[str, str]] = json.loads(
            (QUESTIONS_FOLDER / "grades.json").read_text(encoding="utf-8")
        )
        counts = {"printed": [0, 0], "right": [0, 0]}
        met: set[tuple[str, int]] = set()
        wrong: list[dict[str, object]] = []
        for number, question in enumerate(questions, start=1):
            answer = session.ask(question["text"], library=_LIBRARY)
            for name, right, place in judge(answer, names, labels):
                counts[name][0] += right
                counts[name][1] += 1
                met.add(place)
                if not right:
                    wrong.append({"id": question["id"], "what": name, "file": place[0], "chars": place[1]})
            on_progress(number, len(questions))
        return Report(
            suite="grades",
            data=str(data),
            measures=(
                share("all", "printed", "en", *counts["printed"]),
                share("all", "right", "en", *counts["right"], at_least=0.98),
            ),
            settings={"questions": len(questions), "recommendations": len(met)},
            wrong=tuple(wrong),
            seconds=time.monotonic() - begun,
        )


def judge(
    answer: Answer, names: Mapping[str, str], labels: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, bool, tuple[str, int]]]:
    """Of each statement what is asked, whether it is so, and the recommendation (file, first character).

    ``printed``: one that quotes graded recommendations of one grade prints a grade; ``right``: a grade that
    is printed is that of a recommendation that it quotes, or, where the label holds none, the words of its
    mark ("Not applicable"), and not told as another body's scheme.
    """
    by_id = {citation.id: citation for citation in answer.citations}
    for statement in answer.statements:
        quoted: list[tuple[str, Mapping[str, Any]]] = []
        for key in statement.citations:
            file = names[by_id[key].document.id]
            quoted += [(file, one) for one in _at(labels[file]["recommendations"], by_id[key].locator.chars)]
        if not quoted:
            if statement.grade is not None:
                cited = by_id[statement.citations[0]]
                yield "right", False, (names[cited.document.id], cited.locator.chars[0])
            continue
        file, first = quoted[0]
        place = (file, int(first["chars"][0]))
        strengths = {one["strength"] for _, one in quoted}
        if len(strengths) == 1 and None not in strengths:
            yield "printed", statement.grade is not None, place
        if statement.grade is not None:
            yield "right", _same(statement.grade, strengths) and _own(statement.grade, file), place


def _same(grade: Grade, strengths: Set[str | None]) -> bool:
    told = bare_strength(grade.value)
    return any(told == "notapplicable" if one is None else bare_strength(one) in told for one in strengths)


def _own(grade: Grade, file: str) -> bool:
    return grade.scheme not in _OTHERS[file.partition("__")[0]]


def _at(labels: Sequence[Mapping[str, Any]], chars: tuple[int, int]) -> list[Mapping[str, Any]]:
    return [one for one in labels if one["chars"][0] < chars[1] and chars[0] < one["chars"][1]]
