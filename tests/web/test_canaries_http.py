"""Canaries over HTTP: every route of the server tells an outsider what it tells where there is no secret."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from evimed import app
from evimed.govern.access.people import People
from evimed.govern.evaluate.canaries import CanaryReport, run_canaries
from evimed.govern.evaluate.canary_surfaces import Probe
from evimed.govern.session import Models
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.surfaces.http.application import make_application, make_routes
from evimed.surfaces.http.desk import open_desk
from evimed.surfaces.http.serving import Serving

# What stands in a path, by its name: things that the outsider may not know of.
IN_PATH = {
    "library": "default", "citation_id": "c1", "page": "1", "seq": "1", "run_id": "r0",
}  # fmt: skip
OF_TARGET = {"document_id": "id", "answer_id": "answer", "relation": "relation", "relation_id": "relation"}
# Whatever a route may ask for; each takes what it knows.
QUERY = {
    "entity": "metformin", "one": "metformin", "other": "lactic acidosis", "from": "metformin",
    "to": "lactic acidosis", "begins": "lac", "topic": "metformin", "library": "default", "form": "csv",
    "format": "csv", "hops": "2", "q": "metformin", "start": "0", "end": "9",
}  # fmt: skip
BODIES: dict[str, Callable[[Probe], dict[str, Any]]] = {
    "ask": lambda probe: {"question": probe.question},
    "search": lambda probe: {"query": probe.question},
    "feedback": lambda probe: {"kind": "wrong", "words": "why?"},
    "chat/completions": lambda probe: {
        "model": "default",
        "messages": [{"role": "user", "content": probe.question}],
    },
}
# Differ from request to request, or count what else this server was asked.
CHANGING = (
    r"[0-9a-f]{64}",
    r"nonce[-=][\w\"+/=-]+",
    r"chatcmpl-\w+",
    r'"created": ?\d+',
    r'"?library_version"?: ?\d+',
    r'"timings_ms":\{[^}]*\}',
    r"\d{4}-\d\d-\d\d[T ][\d:.Z+]*",
    r"\d+(\.\d+)? ?(ms|s|毫秒|秒)\b",
    r"\b[ad]?[0-9a-f]{16,40}\b",
    r"(?m)^evimed_.*$",
    r"canary-[0-9a-f]{12}-\w+",
    r"(?s)</table></section>\s*<section>.*?</table>",  # of the dashboard: how long answers took
    r'(?s)<svg class="chart times".*?</svg>',
    r'"milliseconds": ?[\d.]+',
    r"\bm[0-9a-f]{15}\b",  # of a community, made from the numbers of the classes it is seen by
    r"%2F(one|two|control)%2F",  # the folder of a tenant, in an address
)


class Servers:
    """A server of each tenant over one database, and everybody's token."""

    def __init__(self, database: Database, settings: Settings, stack: ExitStack) -> None:
        self.database, self.settings, self.stack = database, settings, stack
        self.clients: dict[str, TestClient] = {}
        self.tokens: dict[tuple[str, str], str] = {}

    def told(self, probe: Probe, method: str, path: str) -> object:
        scope = probe.session.scope
        if scope.tenant not in self.clients:
            settings = replace(self.settings, tenant=scope.tenant)
            people = People(self.database, scope.tenant)
            service = app.Service(self.database, people, settings, Models())
            desk = self.stack.enter_context(open_desk(service, Serving(requests_a_minute=0, vectors=False)))
            self.clients[scope.tenant] = TestClient(
                make_application(desk), base_url="http://localhost", raise_server_exceptions=False
            )
        key = scope.tenant, scope.user
        if key not in self.tokens:
            people = People(self.database, scope.tenant)
            self.tokens[key] = people.tokens.issue(people.owner_scope(), scope.user, "canary")[0]
        values = defaultdict(lambda: probe.target["id"], IN_PATH)
        values |= {name: probe.target[key] for name, key in OF_TARGET.items()}
        body = next((make(probe) for end, make in BODIES.items() if path.endswith(end)), None)
        got = self.clients[scope.tenant].request(
            method,
            path.format_map(values),
            params=QUERY if method == "GET" else None,
            json=body,
            headers={"Authorization": f"Bearer {self.tokens[key]}", "Accept": "text/html, */*"},
        )
        text = got.text
        for pattern in CHANGING:
            text = re.sub(pattern, "", text)
        return [got.status_code, got.headers.get("content-type", ""), text]


def routes() -> Iterator[tuple[str, str]]:
    """Method and path of each route that takes no form; forms do what the API does."""
    for part in make_routes().routes:
        router = getattr(part, "original_router", None)
        for route in router.routes if router is not None else ():
            inner = getattr(route, "original_router", None)
            for one in inner.routes if inner is not None else (route,):
                if isinstance(one, APIRoute):
                    yield from _methods(one)


def _methods(route: APIRoute) -> Iterator[tuple[str, str]]:
    program = route.path.startswith(("/api/", "/v1/"))
    for method in sorted(route.methods & {"GET", "POST", "DELETE"}):
        if method != "POST" or (program and any(route.path.endswith(end) for end in BODIES)):
            yield method, route.path


def heard(database: Database, settings: Settings, folder: Path, each: int) -> tuple[CanaryReport, set[str]]:
    plain = replace(settings, embedder="none")
    with ExitStack() as stack:
        servers = Servers(database, plain, stack)
        surfaces = {
            f"{method} {path}": lambda probe, method=method, path=path: servers.told(probe, method, path)
            for method, path in routes()
        }
        report = run_canaries(database, plain, folder, each * len(surfaces), 3, surfaces)
    return report, set(surfaces)


def test_no_canary_is_heard_over_http(database: Database, settings: Settings, tmp_path: Path) -> None:
    report, surfaces = heard(database, settings, tmp_path, 2)
    assert len(surfaces) > 40
    assert report.leaks == []
    assert report.told


@pytest.mark.slow
def test_a_leak_is_heard_over_http(
    database: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evimed.govern.access.rules.Readers.admit", lambda self, subjects: True)
    report, _ = heard(database, settings, tmp_path, 1)
    of_library = "/api/v1/libraries/{library}"
    assert {leak.surface for leak in report.leaks} >= {
        f"POST {of_library}/ask",
        f"POST {of_library}/search",
        f"GET {of_library}/quarantine",
        f"GET {of_library}/conflicts",
        f"GET {of_library}/documents",
        f"GET {of_library}/documents/{{document_id}}/text",
        f"DELETE {of_library}/documents/{{document_id}}",
        f"GET {of_library}/graph/neighbourhood",
        f"GET {of_library}/graph/export",
        "GET /api/v1/libraries",
        "GET /library",
        "GET /documents/{document_id}",
        "GET /graph/edges/{relation}",
    }
