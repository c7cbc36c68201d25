"""How long pages of a large library take: ``python benchmarks/library_page.py --documents 10000``.

Made documents in folders of four hundred topics, under permission rules, asked for over HTTP in this process
by a steward: the first page, the last, a folder, words, tags; then a folder is renamed. The home lies in
memory.
"""

from __future__ import annotations

import argparse
import json
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from starlette.testclient import TestClient

from evimed import app
from evimed.records import Document, Locator, Passage, Scope, Sentence
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.store.documents import IndexedPassage, NewDocument, put_document, reweigh
from evimed.surfaces.http.application import make_application
from evimed.surfaces.http.desk import open_desk
from evimed.surfaces.http.serving import Serving
from made.machine import machine

TOGETHER = 500  # documents a transaction
PATHS = {
    "first page": "/library",
    "last page": "/library?skip={last}",
    "folder": "/library?folder=region 0",
    "words": "/library?words=study 77",
    "newest first": "/library?order=newest",
    "tags": "/library/tags",
    "ask": "/",
}


def made(number: int, acl: int) -> NewDocument:
    """A document of one passage in one of four hundred folders."""
    id_ = f"d{number:019x}"
    sentence = Sentence("Cedar is kept dry.", Locator((0, 18)))
    passage = Passage(f"{id_}:0", id_, 0, ("Storage",), "Cedar is kept dry.", (0, 18), (sentence,), "en")
    document = Document(
        id=id_,
        library="default",
        title=f"Study {number} of cedar in {number % 97} wards: a title of the usual length, or so",
        source=f"region {number % 40}/topic {number % 400}/study {number}.txt",
        kind=("article", "guideline", "label", "sop")[number % 4],
        language="en",
        sha256=f"{number:064x}",
        size=18,
        mime="text/plain",
        stamp="made/1",
        characters=18,
    )
    return NewDocument(document, "Cedar is kept dry.", (IndexedPassage(passage, (1, 2), (1, 1), 4),), acl)


def fill(database: Database, scope: Scope, documents: int, acl: int) -> None:
    """Put the documents in."""
    for start in range(0, documents, TOGETHER):
        with database.transaction(scope) as tx:
            for number in range(start, min(start + TOGETHER, documents)):
                put_document(tx, made(number, acl))
    with database.transaction(scope) as tx:
        reweigh(tx, "default")


def spread(work: Callable[[], object], times: int = 20) -> dict[str, float]:
    """Milliseconds: median, and the slowest but one."""
    work()
    spent: list[float] = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        spent.append((time.perf_counter() - began) * 1000)
    return {"p50": round(statistics.median(spent), 1), "p95": round(sorted(spent)[-2], 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir="/dev/shm") as home:
        settings = replace(Settings(home=Path(home)), embedder="none")
        with (
            app.open_service(settings) as service,
            open_desk(service, Serving(requests_a_minute=0, vectors=False)) as desk,
        ):
            people = service.people
            people.accounts.add(
                people.owner_scope(), "ann", password=secrets.token_hex(16), roles=("steward",)
            )
            people.permissions.permit(people.owner_scope(), "default", "user:ann")
            ann = people.scope_as(people.owner_scope(), "ann")
            fill(service.database, ann, given.documents, max(ann.classes))
            token = people.tokens.issue(people.owner_scope(), "ann", "pages")[0]
            client = TestClient(make_application(desk), base_url="http://localhost")
            headers = {"Accept": "text/html", "Authorization": f"Bearer {token}"}

            def get(path: str) -> None:
                got = client.get(path.format(last=max(0, given.documents - 10)), headers=headers)
                assert got.status_code == 200, got.text[:300]

            figures: dict[str, object] = {name: spread(lambda p=path: get(p)) for name, path in PATHS.items()}
            began = time.perf_counter()
            moved = service.session(ann).filing().rename("region 0", "moved/region 0", library="default")
            figures["rename, documents"] = moved.documents
            figures["rename, s"] = round(time.perf_counter() - began, 2)
            figures["first page, then"] = spread(lambda: get("/library"))
    print(json.dumps({"documents": given.documents, "machine": machine(), "ms": figures}, indent=1))


if __name__ == "__main__":
    main()
