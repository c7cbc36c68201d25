"""Canaries: what somebody may not read reaches them by no surface, and changes nothing that they are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from evimed.govern.evaluate.canaries import run_canaries
from evimed.settings import Settings
from evimed.store.database import Database


@pytest.mark.parametrize("seed", [1, 2])
def test_no_canary_is_heard(database: Database, settings: Settings, tmp_path: Path, seed: int) -> None:
    report = run_canaries(database, settings, tmp_path, 150, seed)
    assert report.leaks == []
    assert report.questions >= 150
    assert report.told >= 2  # whoever may know was told: the canaries were there to be heard


def test_a_leak_is_heard(
    database: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evimed.govern.access.rules.Readers.admit", lambda self, subjects: True)
    report = run_canaries(database, settings, tmp_path, 15)
    kinds = {(leak.surface, leak.kind) for leak in report.leaks}
    for surface in ("ask", "search", "text", "replay"):
        assert (surface, "secret") in kinds
    assert {("show by id", "difference"), ("progress", "difference")} <= kinds


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
