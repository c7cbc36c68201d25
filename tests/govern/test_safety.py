"""The parts of `evimed eval safety`, a few of each."""

from __future__ import annotations

import json
import secrets
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from evimed.govern.evaluate import kills
from evimed.govern.evaluate.hostile.run import HostileOutcome
from evimed.govern.evaluate.kept import KeptOutcomes
from evimed.govern.evaluate.options import Options
from evimed.govern.evaluate.safety import SafetySuite
from evimed.govern.evaluate.suites import SUITES
from evimed.govern.evaluate.tampering import try_tampering
from evimed.govern.session import Models, Session
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.store.integrity import half_done


def test_all_tampering_is_found() -> None:
    seed = secrets.randbelow(10**9)
    counts = list(try_tampering(40, seed))
    assert {one.kind for one in counts} >= {"edit", "delete", "reorder", "truncate", "fork"}
    assert [one for one in counts if one.found != one.tried] == [], seed


@pytest.fixture
def home(temporary_root: Path) -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="evk-", dir=temporary_root))
    yield made
    shutil.rmtree(made, ignore_errors=True)


def test_killed_while_it_works_nothing_is_half_done(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kills, "DOCUMENTS", 16)
    documents = home / "documents"
    documents.mkdir()
    found = kills.kill_repeatedly(home / "home", documents, 3, secrets.randbelow(10**9))
    assert found.half_done == []
    assert found.whole == found.killed
    assert sum(found.killed.values()) >= 1


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("delete from evimed.passage where tenant_id = %s", "without_passages"),
        ("update evimed.library_class set n_passages = n_passages + 1 where tenant_id = %s", "counters"),
        ("update evimed.term set df = df + 1 where tenant_id = %s", "terms"),
        ("delete from evimed.source where tenant_id = %s; delete from evimed.document where tenant_id = %s",
         "logged_only"),
    ],
)  # fmt: skip
def test_what_is_half_done_would_be_seen(
    database: Database, settings: Settings, tmp_path: Path, statement: str, told: str
) -> None:
    scope = Scope(f"t-{secrets.token_hex(4)}", "ann", frozenset({0}), verbs=Scope.local().verbs)
    (tmp_path / "a.txt").write_text("The dose is 10 mg daily.")
    Session(database, scope, settings, Models()).ingest([str(tmp_path)], library="lib")
    with database.transaction(scope) as tx:
        assert half_done(tx, "lib") == []
    with database.administration() as connection, connection.transaction():
        for one in statement.split("; "):
            connection.execute(one.encode(), (scope.tenant,))
    with database.transaction(scope) as tx:
        assert told in {fault.partition(":")[0] for fault in half_done(tx, "lib")}


def test_the_suite_is_there_and_small_when_asked() -> None:
    suite = SUITES["safety"](Options(most=100))
    assert isinstance(suite, SafetySuite)
    assert not suite.needs_library


def test_a_run_that_was_cut_short_goes_on(tmp_path: Path) -> None:
    """What was done is not done again; a line that was not written to its end is."""
    file = tmp_path / "outcomes.jsonl"
    done: list[str] = []

    def work(part: str) -> dict[str, int]:
        done.append(part)
        return {"found": len(done)}

    first = KeptOutcomes(file)
    assert [first.once(part, lambda part=part: work(part)) for part in "ab"] == [{"found": 1}, {"found": 2}]
    with file.open("a") as torn:
        torn.write('{"part": "c", "outc')
    again = KeptOutcomes(file)
    assert [again.once(part, lambda part=part: work(part))["found"] for part in "abc"] == [1, 2, 3]
    assert done == ["a", "b", "c"]
    assert [KeptOutcomes(file).once("c", lambda: {}), KeptOutcomes(None).once("c", lambda: {})] == [
        {"found": 3},
        {},
    ]


def test_outcomes_add_up() -> None:
    one = HostileOutcome(3, 5, 2, Counter(damaged=3), Counter(pdf=3), slowest=2.0, memory_mb=10.0)
    one.add(HostileOutcome.from_json(json.loads(json.dumps(one.to_json()))))
    assert (one.files, one.documents, one.codes["damaged"], one.slowest) == (6, 10, 6, 2.0)


@pytest.mark.slow
def test_the_whole_suite(tmp_path: Path) -> None:
    report = SafetySuite(Options(most=300)).run(tmp_path, None, lambda done, total: None)
    assert report.met, report.to_json()
