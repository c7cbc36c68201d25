"""Canaries: what somebody may not read reaches them by no surface, and changes nothing that they are told."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from evimed.govern.evaluate import canaries
from evimed.govern.evaluate.canaries import run_canaries
from evimed.govern.evaluate.canary_surfaces import SURFACES
from evimed.settings import Settings
from evimed.store.database import Database


@pytest.mark.parametrize(
    ("seed", "questions"),
    [(1, 2 * len(SURFACES)), pytest.param(2, 10 * len(SURFACES), marks=pytest.mark.slow)],
)
def test_no_canary_is_heard(
    database: Database, settings: Settings, tmp_path: Path, seed: int, questions: int
) -> None:
    report = run_canaries(database, settings, tmp_path, questions, seed)
    assert report.leaks == []
    assert report.questions >= questions
    assert report.told >= 2  # whoever may know was told: the canaries were there to be heard


def test_a_leak_is_heard(
    database: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evimed.govern.access.rules.Readers.admit", lambda self, subjects: True)
    report = run_canaries(database, settings, tmp_path, len(SURFACES))
    heard = {leak.surface for leak in report.leaks}
    told = {leak.surface for leak in report.leaks if leak.kind == "secret"}
    assert told >= {
        "ask", "search", "text", "replay", "view", "conflicts", "graph around", "graph paths", "graph edge",
        "graph export",
    }  # fmt: skip
    assert heard >= {
        "show by id", "show by prefix", "show by place", "list", "progress", "page", "set aside", "uses",
        "graph names", "graph counts", "tags",
    }  # fmt: skip


@pytest.mark.slow
def test_a_run_of_others_is_heard(
    database: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number of files that are being taken in is told to whoever may take some in, and to nobody else."""
    monkeypatch.setattr("evimed.govern.session.replace", lambda one, **_: one)
    report = run_canaries(database, settings, tmp_path, len(SURFACES))
    assert {"jobs", "progress"} == {leak.surface for leak in report.leaks}


def test_a_word_in_a_log_is_heard(
    database: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = canaries.Probe

    def talkative(session, question, target):
        logging.getLogger("evimed.test").info("asked about %s", target["source"].replace(".txt", ""))
        return honest(session, question, target)

    monkeypatch.setattr(canaries, "Probe", talkative)
    monkeypatch.setattr(logging.getLogger("evimed.test"), "level", logging.INFO)
    report = run_canaries(database, settings, tmp_path, 4)
    assert {leak.surface for leak in report.leaks} == {"log"}


def test_an_influence_is_heard(
    database: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from evimed.retrieve import search  # noqa: PLC0415

    honest = search.document_frequencies

    def of_everybody(tx, library, terms):
        total, counts = honest(tx, library, terms)
        return (total + 24, counts) if tx.tenant.endswith("-one") else (total, counts)

    monkeypatch.setattr(search, "document_frequencies", of_everybody)
    report = run_canaries(database, settings, tmp_path, 4)
    assert ("search", "difference") in {(leak.surface, leak.kind) for leak in report.leaks}
