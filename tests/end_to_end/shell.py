"""A person at a shell: real ``evimed`` processes, and a look at what they leave behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evimed.settings import Settings
from evimed.store import postmaster
from evimed.store.database import Database

COMMAND = str(Path(sys.executable).with_name("evimed"))


@dataclass(frozen=True)
class Ran:
    """What a command came to."""

    code: int
    out: bytes
    err: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.out.decode("utf-8"))

    @property
    def told(self) -> list[str]:
        """Lines on standard error."""
        return self.err.decode("utf-8").splitlines()


class Shell:
    """Types commands in ``folder``; without vectors unless ``EVIMED_EMBEDDER`` says otherwise."""

    def __init__(self, folder: Path, home: Path, **environment: str) -> None:
        self.folder = folder
        self.home = home
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("EVIMED_", "LC_"))}
        fixed = {"HOME": str(folder), "EVIMED_HOME": str(home), "LANG": "C", "EVIMED_EMBEDDER": "none"}
        self.environment = kept | fixed | environment

    def __call__(self, *arguments: str, stdin: bytes = b"", **environment: str) -> Ran:
        done = subprocess.run(
            [COMMAND, *arguments],
            input=stdin,
            cwd=self.folder,
            env=self.environment | environment,
            capture_output=True,
            timeout=120,
            check=False,
        )
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return Ran(done.returncode, done.stdout, done.stderr)

    def begin(self, *arguments: str) -> subprocess.Popen[bytes]:
        """A command that goes on while the test does something else."""
        return subprocess.Popen(
            [COMMAND, *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def reads(self, *arguments: str, expect: int = 0, **environment: str) -> Any:
        """What a program reads from ``--json``."""
        ran = self(*arguments, "--json", **environment)
        assert ran.code == expect, (ran.out + ran.err).decode()
        return ran.json

    def outcomes(self, *paths: str, library: str = "default", expect: int = 0) -> dict[str, dict[str, Any]]:
        """``evimed ingest``: each source with its outcome."""
        told = self.reads("ingest", *paths, "--library", library, expect=expect)
        assert all(one["error"]["hint"] for one in told["outcomes"] if one["status"] == "quarantined")
        return {one["source"]: one for one in told["outcomes"]}

    def statuses(self, *paths: str, library: str = "default", expect: int = 0) -> dict[str, str]:
        return {
            source: one["status"]
            for source, one in self.outcomes(*paths, library=library, expect=expect).items()
        }

    def refused(self, *arguments: str, expect: int, stdin: bytes = b"", **environment: str) -> str:
        """Code of the error that a command ends with, after it was seen to be complete."""
        ran = self(*arguments, "--json", stdin=stdin, **environment)
        assert (ran.code, ran.err) == (expect, b""), ran
        assert set(ran.json) == {"error"}
        assert set(ran.json["error"]) >= {"code", "message", "hint"}
        assert all(ran.json["error"].values())
        return str(ran.json["error"]["code"])


TABLES = ("document", "source", "passage", "passage_vector", "uncounted", "quarantine", "answer")


@dataclass(frozen=True)
class Rows:
    """The rows of one library that make it up, in a form that two libraries can be compared in."""

    passages: dict[str, int]  # of each document, by the place that gives it
    sources: set[str]
    terms: dict[int, int]
    counters: tuple[int, int]  # passages, tokens
    quarantined: set[str]


def rows_of(database: Database, library: str) -> Rows:
    """Read the rows, and hold them against one another: nothing may be half there."""
    with database.administration() as connection:

        def read(query: str) -> list[tuple[Any, ...]]:
            return connection.execute(query.encode(), (library,)).fetchall()

        # One snapshot: the server may still be committing for a client that is dead.
        connection.execute("begin isolation level repeatable read")
        documents = dict(read("select document_id, source from evimed.document where library = %s"))
        passages = read("select document_id, terms, length from evimed.passage where library = %s")
        counts = read("select term, df from evimed.term where library = %s")
        counts += read("select unnest(terms), unnest(dfs) from evimed.uncounted where library = %s")
        totals = read("select n_passages, total_length from evimed.library_class where library = %s")
        sources = dict(read("select source, document_id from evimed.source where library = %s"))
        quarantined = {
            source for (source,) in read("select source from evimed.quarantine where library = %s")
        }
    kept = Counter[int]()
    for term, df in counts:
        kept[term] += df
    counted = Counter(id_ for id_, _, _ in passages)
    terms = Counter(term for _, held, _ in passages for term in held)
    tokens = sum(length for _, _, length in passages)
    assert totals in ([(len(passages), tokens)], []), "counters are not those of the passages"
    assert kept == terms, "term statistics are not those of the passages"
    assert counted.keys() <= documents.keys(), "passages without a document"
    assert set(sources.values()) <= documents.keys(), "a place of a document that is not there"
    return Rows(
        {documents[id_]: counted.get(id_, 0) for id_ in documents},
        set(sources),
        dict(terms),
        (len(passages), tokens),
        quarantined,
    )


def mentions(database: Database, needles: Mapping[str, str]) -> dict[str, list[str]]:
    """Tables in which a text occurs anywhere, for each of ``needles``."""
    found: dict[str, list[str]] = {name: [] for name in needles}
    with database.administration() as connection:
        for table in TABLES:
            for name, needle in needles.items():
                query = f"select from evimed.{table} t where strpos(t::text, %s) > 0"
                if connection.execute(query.encode(), (needle,)).rowcount:
                    found[name].append(table)
    return found


def open_home(home: Path) -> Database:
    return Database.open(Settings(home=home))


def end_server(home: Path) -> None:
    """No server over this home any more, whatever the test did."""
    data = (home / "postgres" / "data").resolve()
    server = postmaster.read_postmaster(data)
    if server is not None:
        os.kill(server.pid, signal.SIGQUIT)
        postmaster.wait_until_gone(server.pid, data, 10)
