"""A folder taken in on a cluster of two nodes: the same library as without, whatever becomes of a node."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ingest_files import TEXT, every_format

from evimed.errors import EvimedError, InputError
from evimed.knowledge import bulk
from evimed.knowledge.intake import IngestEvent, Intake
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.store.documents import document_passages, list_documents
from evimed.store.progress import library_progress

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def told_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each document settled by itself, so that something can happen between two."""
    monkeypatch.setattr(bulk, "TOGETHER", 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(30):
        paragraphs = (f"第{number}号资料第{part}段。{TEXT}" for part in range(12))
        (tmp_path / f"{number:02}.txt").write_text("\n\n".join(paragraphs), encoding="utf-8")
    for name, data in every_format().items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    return tmp_path


def held(database: Database, scope: Scope, library: str) -> dict[str, list[object]]:
    with database.transaction(scope) as tx:
        return {
            document.source: [document.id, *document_passages(tx, library, document.id)]
            for document in list_documents(tx, library)
        }


def test_the_same_library_as_without(
    database: Database, scope: Scope, settings: Settings, folder: Path, ray_cluster: Any
):
    outcomes = Intake(database, scope, settings, "ray", engine="ray").run([str(folder)])
    assert {outcome.source for outcome in outcomes if outcome.status != "done"} == {f"{folder}/broken.pdf"}
    Intake(database, scope, settings, "pool").run([str(folder)])
    assert held(database, scope, "ray") == held(database, scope, "pool") != {}
    again = Intake(database, scope, settings, "ray", engine="ray").run([str(folder)])
    statuses = {outcome.status for outcome in again if not outcome.source.endswith(("broken.pdf", ".eml"))}
    assert statuses == {"unchanged"}


def test_a_node_is_lost_and_nothing_else(
    database: Database, scope: Scope, settings: Settings, folder: Path, ray_cluster: Any
):
    """What the node had in hand is read on the other; progress is seen meanwhile."""
    seen: list[tuple[str, int, int]] = []

    def follow(event: IngestEvent) -> None:
        if event.kind == "outcome" and event.done == 5:
            ray_cluster.remove_node(next(iter(ray_cluster.worker_nodes)), allow_graceful=False)
        if event.kind == "outcome" and event.done in {5, 20}:
            with database.transaction(scope) as tx:
                (progress,) = library_progress(tx)
            seen.extend((run.engine, run.done, run.total) for run in progress.runs)

    outcomes = Intake(database, scope, settings, "lost", follow, "ray").run([str(folder)])
    assert {outcome.source for outcome in outcomes if outcome.error} == {f"{folder}/broken.pdf"}
    assert [engine for engine, _, _ in seen] == ["ray", "ray"]
    assert 0 < seen[0][1] < seen[1][1] <= seen[1][2]


def test_the_cluster_is_lost_what_was_done_is_kept_and_the_next_run_goes_on(
    database: Database, scope: Scope, settings: Settings, folder: Path, ray_cluster: Any
):
    told: list[str] = []

    def remember(event: IngestEvent) -> None:
        if event.outcome is not None and event.outcome.status == "done":
            told.append(event.outcome.source)
            if len(told) == 5:
                for node in ray_cluster.list_all_nodes():
                    node.kill_all_processes(check_alive=False, allow_graceful=False)

    with pytest.raises(EvimedError) as lost:
        Intake(database, scope, settings, "cut", remember, "ray").run([str(folder)])
    assert lost.value.code == "ray_lost"
    assert set(told) <= set(held(database, scope, "cut"))
    with database.transaction(scope) as tx:
        (run,) = next(one for one in library_progress(tx) if one.library == "cut").runs
    assert (run.engine, run.done > 0, run.done < run.total) == ("ray", True, True)
    outcomes = Intake(database, scope, settings, "cut").run([str(folder)])
    unchanged = {outcome.source for outcome in outcomes if outcome.status == "unchanged"}
    assert {source for source in told if not source.endswith(".eml")} <= unchanged


def test_nobody_answers(monkeypatch, database: Database, scope: Scope, settings: Settings, folder: Path):
    pytest.importorskip("ray", reason='Ray is not installed here: pip install "evimed[ray]"')
    monkeypatch.setenv("RAY_ADDRESS", "127.0.0.2:1")
    with pytest.raises(InputError) as refused:
        Intake(database, scope, settings, "none", engine="ray").run([str(folder)])
    assert refused.value.code == "ray_unreachable"
