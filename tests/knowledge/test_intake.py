"""Taking in: nothing is told as done before it is on the disk, and what a crash took away is put in again."""

from __future__ import annotations

from pathlib import Path

import pytest

from evimed.errors import StoreUnavailableError
from evimed.knowledge import bulk
from evimed.knowledge.intake import IngestEvent, Intake
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.store.documents import list_documents, list_quarantined
from evimed.store.progress import library_progress
from evimed.store.runs import begin_run

TEXT = "替诺沙班片每日一次，每次 20 mg，与食物同服。\n\nTake one tablet daily.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(12):
        (tmp_path / f"{number:02}.txt").write_text(f"第{number}号说明。{TEXT}", encoding="utf-8")
    (tmp_path / "bad.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return tmp_path


def sources(database: Database, scope: Scope) -> set[str]:
    with database.transaction(scope) as tx:
        return {Path(document.source).name for document in list_documents(tx, "default")}


def durable_up_to(database: Database) -> tuple[int, int]:
    """Bytes of the write-ahead log that are on the disk, and that are written at all."""
    with database.administration() as connection:
        row = connection.execute(
            "select pg_current_wal_flush_lsn() - '0/0'::pg_lsn, pg_current_wal_insert_lsn() - '0/0'::pg_lsn"
        ).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


def test_what_is_told_as_done_is_on_the_disk(
    database: Database, scope: Scope, settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bulk, "SOON", 60.0)
    monkeypatch.setattr(bulk, "TOGETHER", 5)
    flushed_when_committed: list[int] = []
    told: list[tuple[int, int]] = []  # where the document's commit ends, what is on the disk when it is told
    take = Intake._take  # the moment between commit and settlement

    def taken(self: Intake, *new: object) -> object:
        result = take(self, *new)  # type: ignore[arg-type]
        flushed_when_committed.append(durable_up_to(database)[1])
        return result

    def follow(event: IngestEvent) -> None:
        if event.outcome is not None and event.outcome.status == "done":
            told.append((flushed_when_committed[len(told)], durable_up_to(database)[0]))

    monkeypatch.setattr(Intake, "_take", taken)
    Intake(database, scope, settings, "default", follow).run([str(folder)])
    assert len(told) == 12
    assert all(committed <= on_disk for committed, on_disk in told)


def test_what_a_crash_took_away_is_put_in_again(
    database: Database, scope: Scope, settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    """The server forgets a document between its commit and the settlement, as a crash may make it."""
    monkeypatch.setattr(bulk, "SOON", 60.0)
    confirm = Intake._confirm
    lost: list[str] = []

    def forgetful(self, tx, written, progress):
        if not lost:
            gone = written[0].outcome
            lost.append(gone.source)
            with database.administration() as connection:
                connection.execute("delete from evimed.document where document_id = %s", (gone.document_id,))
        return confirm(self, tx, written, progress)

    monkeypatch.setattr(Intake, "_confirm", forgetful)
    outcomes = Intake(database, scope, settings, "default").run([str(folder)])
    assert lost
    assert sources(database, scope) == {f"{number:02}.txt" for number in range(12)}
    assert sorted(outcome.status for outcome in outcomes) == ["done"] * 12 + ["quarantined"]


def test_a_server_that_loses_documents_every_time_is_told(
    database: Database, scope: Scope, settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(Intake, "_confirm", lambda self, tx, written, progress: list(written))
    told: list[IngestEvent] = []
    with pytest.raises(StoreUnavailableError) as lost:
        Intake(database, scope, settings, "default", told.append).run([str(folder)])
    assert lost.value.code == "intake_lost"
    assert [event for event in told if event.outcome and event.outcome.status == "done"] == []


def test_a_database_that_takes_nothing_more_is_told_and_work_is_kept(
    database: Database, scope: Scope, settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    """Another program holds the library's lock: the queue fills up, reading ends, the next run goes on."""
    Intake(database, scope, settings, "default").run([str(folder / "00.txt")])
    monkeypatch.setattr(bulk.Writer.__init__, "__kwdefaults__", {"waiting": 2, "patience": 0.3})
    intake = Intake(database, scope, settings, "default")
    with database.administration() as connection, connection.transaction():
        connection.execute("select from evimed.library for no key update")
        with pytest.raises(StoreUnavailableError) as stalled:
            intake.run([str(folder)])
    assert stalled.value.code == "intake_stalled"
    monkeypatch.undo()
    Intake(database, scope, settings, "default").run([str(folder)])
    assert sources(database, scope) == {f"{number:02}.txt" for number in range(12)}


def test_runs_are_seen_while_they_go_on_and_after_an_interruption(
    database: Database, scope: Scope, settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bulk, "TOGETHER", 3)
    seen: list[tuple[int, int]] = []

    def follow(event: IngestEvent) -> None:
        if event.outcome is None or event.outcome.status != "done":
            return
        with database.transaction(scope) as tx:
            ((run,),) = [one.runs for one in library_progress(tx)]
        assert (run.engine, run.alive) == ("pool", True)
        seen.append((run.done, run.total))
        if len(seen) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Intake(database, scope, settings, "default", follow).run([str(folder)])
    with database.transaction(scope) as tx:
        ((left,),) = [one.runs for one in library_progress(tx)]
    assert (left.done, left.total) == seen[-1]
    assert 0 < left.done < left.total == 13
    with database.administration() as connection:
        connection.execute("update evimed.intake_run set seen_at = now() - interval '2 minutes'")
    Intake(database, scope, settings, "default").run([str(folder)])
    with database.transaction(scope) as tx:
        assert [list(one.runs) for one in library_progress(tx)] == [[]]
        assert [one.code for one in list_quarantined(tx, "default")] == ["unsupported_format"]


def test_a_run_of_somebody_else_is_not_forgotten(
    database: Database, scope: Scope, settings: Settings, folder: Path
):
    with database.transaction(scope) as tx:
        begin_run(tx, "default", "ray", 99)
    Intake(database, scope, settings, "default").run([str(folder)])
    with database.transaction(scope) as tx:
        ((other,),) = [one.runs for one in library_progress(tx)]
    assert (other.engine, other.total) == ("ray", 99)
