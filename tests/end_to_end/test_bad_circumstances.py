"""Questions nobody can answer, homes nobody can use, disks that are full, databases that are away."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from made_files import GOOD, report
from shell import Shell, end_server, open_home, rows_of

from evimed.store import postmaster


def test_questions_that_are_none(shell: Shell) -> None:
    long, many = "why " * 25_000, "问" * 100_000
    assert shell.refused("ask", "", expect=2) == "empty_question"
    assert shell.refused("ask", " \t　", expect=2) == "empty_question"
    assert shell.refused("ask", long, expect=2) == "question_too_long"
    assert shell.refused("ask", "-", stdin=many.encode(), expect=2) == "question_too_long"
    assert shell.refused("search", long, expect=2) == "question_too_long"


def test_a_question_to_an_empty_library_is_a_no(shell: Shell) -> None:
    answer = shell.reads("ask", "What is the dose of vexatinib?", expect=1)
    assert answer["verdict"]["name"] == "insufficient"
    assert answer["statements"] == []


def test_a_home_that_is_a_file(shell: Shell) -> None:
    path = shell.folder / "home"
    path.write_text("not a home")
    for command in (("ask", "Why?"), ("ingest", ".")):
        assert shell.refused(*command, expect=3, EVIMED_HOME=str(path)) == "home_not_directory"
    told = shell("ask", "Why?", EVIMED_HOME=str(path))
    assert (told.code, told.out, len(told.told)) == (3, b"", 2)
    assert "--home" in told.told[1]
    assert path.read_text() == "not a home"


def test_a_home_that_cannot_be_written(shell: Shell) -> None:
    if os.geteuid() == 0:
        home = "/proc/1/evimed"  # not even root makes a directory there
    else:
        (shell.folder / "locked").mkdir(mode=0o500)
        home = str(shell.folder / "locked" / "home")
    assert shell.refused("ask", "Why?", expect=3, EVIMED_HOME=home) in {
        "home_not_writable",
        "home_not_directory",
    }


def test_a_home_of_another_version(shell: Shell) -> None:
    data = shell.folder / "old" / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("15\n")
    assert shell.refused("ask", "Why?", expect=3, EVIMED_HOME=str(shell.folder / "old")) == "data_version"
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_a_database_of_a_later_version_is_left_alone(shell: Shell, new_home: Callable[[], Path]) -> None:
    home = new_home()
    with open_home(home) as database, database.administration() as connection:
        connection.execute("insert into evimed.schema_migration (name, sha256) values ('9999_future', '')")
    assert shell.refused("ask", "Why?", expect=3, EVIMED_HOME=str(home)) == "database_newer"


def test_a_database_that_is_down(shell: Shell) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"postgresql://evimed:hunter2@127.0.0.1:{free.getsockname()[1]}/evimed"
        for command in (("ask", "Why?"), ("ingest", ".")):
            assert shell.refused(*command, expect=3, EVIMED_DATABASE_URL=url) == "database_unreachable"
        told = shell("doctor", EVIMED_DATABASE_URL=url)
    assert told.code == 1
    assert b"hunter2" not in told.out + told.err


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EVIMED_DATABASE_URL", "mysql://a:hunter2@b/c"),
        ("EVIMED_LIMIT_PAGES", "no"),
        ("EVIMED_EMBEDDER", "word2vec"),
    ],
)
def test_settings_that_mean_nothing(shell: Shell, name: str, value: str) -> None:
    assert shell.refused("ask", "Why?", expect=2, **{name: value}) in {"settings_invalid", "unknown_embedder"}
    ran = shell("ask", "Why?", **{name: value})
    assert b"hunter2" not in ran.err


@pytest.fixture
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of 200 MB."""
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root can mount a small disk")
    disk = folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200m,mode=755", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip(f"cannot mount a tmpfs: {mounted.stderr!r}")
    yield disk
    end_server(disk / "home")
    subprocess.run(["umount", "--lazy", str(disk)], check=False)


def test_a_full_disk(shell: Shell, small_disk: Path) -> None:
    there = Shell(shell.folder, small_disk / "home")
    shutil.copytree(shell.home / "cache", there.home / "cache")
    (shell.folder / "good.txt").write_text(GOOD)
    assert there.statuses("good.txt") == {"good.txt": "done"}
    big = shell.folder / "big"
    big.mkdir()
    for number in range(30):
        (big / f"{number:02}.txt").write_text(report(number, 150))
    # The write-ahead log keeps a segment in hand: leave less than the documents need.
    (small_disk / "ballast").write_bytes(bytes(max(0, shutil.disk_usage(small_disk).free - 1024 * 1024)))
    assert there.refused("ingest", "big", expect=3) == "disk_full"
    (small_disk / "ballast").unlink()
    assert there("show", "good.txt", "--text").out.decode() == GOOD
    assert there("ingest", "big").code == 0
    with open_home(there.home) as database:
        rows = rows_of(database, "default")
    assert len(rows.sources) == 31
    assert len({rows.passages[f"big/{number:02}.txt"] for number in range(30)}) == 1


def test_too_small_a_disk_for_a_home(shell: Shell, small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(150 * 1024 * 1024))
    assert shell.refused("ask", "Why?", expect=3, EVIMED_HOME=str(small_disk / "home")) == "disk_full"
    assert not postmaster.read_postmaster(small_disk / "home" / "postgres" / "data")
