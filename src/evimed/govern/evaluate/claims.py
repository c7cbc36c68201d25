"""The set ``claims``: causal and associational statements told apart, against labels made by reading.

94 sentences of the ADE corpus and conclusions of PubMedQA, known by the hash of their words
(``questions/claims.json``), labelled before any rule was written.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from evimed.errors import InputError
from evimed.govern.evaluate.asked import QUESTIONS_FOLDER
from evimed.govern.evaluate.labels import fingerprint
from evimed.govern.evaluate.report import Report, share
from evimed.govern.session import Session
from evimed.knowledge.causality.language import claim_of

FILES: Final = (
    Path("ade_corpus_v2") / "DRUG-AE_dev_dedup.rel",
    Path("ade_corpus_v2") / "ADE-NEG_dev_dedup.txt",
    Path("pubmedqa") / "pqal_dev500.json",
)


class ClaimsSuite:
    """Is what causes told from what goes together? Needs no library."""

    needs_library = False

    def run(self, data: Path, session: Session | None, on_progress: Callable[[int, int], None]) -> Report:
        """Read the sentences and compare.

        Raises
        ------
        InputError
            ``evaluation_data_missing``: the folder does not hold them.
        """
        del session
        begun = time.monotonic()
        if not all((data / file).is_file() for file in FILES):
            raise InputError("evaluation_data_missing", path=str(data))
        labels: list[dict[str, Any]] = json.loads((QUESTIONS_FOLDER / "claims.json").read_text("utf-8"))
        texts = {fingerprint(text): text for text in _texts(data)}
        counts: dict[tuple[str, str], list[int]] = {}
        for number, label in enumerate(labels, start=1):
            right = label["sha"] in texts and claim_of(texts[label["sha"]]).kind == label["label"]
            for name in ("all", label["label"]):
                count = counts.setdefault((label["half"], name), [0, 0])
                count[0] += right
                count[1] += 1
            on_progress(number, len(labels))
        measures = [
            share(half, name, "en", *counts.get((half, name), [0, 0]))
            for half in ("dev", "test")
            for name in ("all", "causal", "association", "none")
        ]
        return Report(
            suite="claims",
            data=str(data),
            measures=tuple(measures),
            settings={"sentences": len(labels)},
            seconds=time.monotonic() - begun,
        )


def _texts(data: Path) -> Iterator[str]:
    for line in (data / FILES[0]).read_text("utf-8").splitlines():
        yield line.split("|")[1] if line.count("|") else line
    for line in (data / FILES[1]).read_text("utf-8").splitlines():
        yield line.strip().partition(" NEG ")[2]
    for paper in json.loads((data / FILES[2]).read_text("utf-8")).values():
        yield paper["LONG_ANSWER"]
