"""kill -9 at any moment: every document is in or not in, and the next run completes the work."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from made_files import MAIL, report, zipped
from shell import Rows, Shell, open_home, rows_of

from evimed.store import postmaster
from evimed.store.database import Database

DOCUMENTS = 24


@pytest.fixture(scope="module")
def papers(desk: Path) -> Path:
    """Documents enough to be killed between: some files, an archive, a mail with an attachment."""
    folder = desk / "papers"
    folder.mkdir()
    for number in range(DOCUMENTS - 6):
        (folder / f"{number:02}.txt").write_text(report(number))
    members = {f"{number}.txt": report(100 + number, 6) for number in range(4)}
    (folder / "package.zip").write_bytes(zipped(members))
    (folder / "mail.eml").write_text(MAIL)
    return folder


@pytest.fixture(scope="module")
def clean(papers: Path, database_home: Path, _open_database: Database) -> Rows:
    """What an undisturbed ingest of them makes."""
    Shell(papers.parent, database_home)("ingest", "papers", "--no-wait", "--library", "clean")
    rows = rows_of(_open_database, "clean")
    assert len(rows.sources) == DOCUMENTS
    return rows


@pytest.fixture
def victim(papers: Path, new_home: Callable[[], Path]) -> Shell:
    return Shell(papers.parent, new_home())


def check_whole(shell: Shell, clean: Rows) -> int:
    """Each document is fully in or not in; how many are in."""
    with open_home(shell.home) as database:
        rows = rows_of(database, "default")
    assert rows.sources <= clean.sources
    assert rows.passages == {source: clean.passages[source] for source in rows.passages}
    return len(rows.sources)


def check_completed(shell: Shell, clean: Rows) -> None:
    ran = shell("ingest", "papers")
    assert ran.code == 0, ran
    with open_home(shell.home) as database:
        assert rows_of(database, "default") == clean
    assert set(shell.statuses("papers").values()) == {"unchanged"}


def wait_for(condition: Callable[[], object], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.005)


def workers_of(process: int) -> list[int]:
    """Parser processes of an ingest."""
    found: list[int] = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat, line = (folder / "stat").read_text(), (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if int(stat.rpartition(")")[2].split()[1]) == process and b"worker_process" in line:
            found.append(int(folder.name))
    return found


@contextmanager
def counting(shell: Shell) -> Generator[Callable[[], int]]:
    """Counts the documents while another process writes them."""
    with open_home(shell.home) as database, database.administration() as connection:

        def count() -> int:
            row = connection.execute("select count(*) from evimed.document").fetchone()
            return int(row[0]) if row else 0

        yield count


def test_ingest_killed_again_and_again(victim: Shell, clean: Rows) -> None:
    in_time = 0
    for reached in (0, 2, 9, 17):
        with counting(victim) as count:
            process = victim.begin("ingest", "papers")
            wait_for(lambda process=process, reached=reached: count() >= reached and workers_of(process.pid))
            time.sleep(random.uniform(0, 0.04))  # noqa: S311  # any moment at all
            workers = workers_of(process.pid)
            process.kill()
            in_time += process.wait() == -signal.SIGKILL
            process.communicate()
        assert check_whole(victim, clean) >= reached
        wait_for(lambda workers=workers: not any(map(postmaster.is_alive, workers)))
    assert in_time >= 2
    check_completed(victim, clean)


def test_ingest_killed_before_the_home_is_ready(victim: Shell, clean: Rows) -> None:
    process = victim.begin("ingest", "papers")
    wait_for((victim.home / "postgres").exists)
    time.sleep(random.uniform(0, 0.4))  # noqa: S311
    process.kill()
    process.communicate()
    check_completed(victim, clean)
    assert list((victim.home / "postgres").glob("data.init-*")) == []


def test_a_parser_killed(victim: Shell, clean: Rows) -> None:
    process = victim.begin("ingest", "papers", "--json")
    wait_for(lambda: workers_of(process.pid))
    os.kill(workers_of(process.pid)[0], signal.SIGKILL)
    process.communicate()
    assert process.returncode in {0, 3}
    check_whole(victim, clean)
    check_completed(victim, clean)


def test_the_database_server_killed(victim: Shell, clean: Rows) -> None:
    with counting(victim) as count:
        process = victim.begin("ingest", "papers")
        wait_for(lambda: count() >= 3)
    server = postmaster.read_postmaster(victim.home / "postgres" / "data")
    assert server is not None
    assert process.poll() is None
    os.kill(server.pid, signal.SIGKILL)
    process.communicate()
    assert process.returncode == 0, "ingest starts it again and goes on"
    check_completed(victim, clean)
