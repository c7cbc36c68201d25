"""Schemathesis over the whole API: no input makes a fault, every answer is one that the document tells."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from starlette.types import ASGIApp

from evimed.surfaces.http.application import make_application
from evimed.surfaces.http.desk import Desk

pytestmark = pytest.mark.slow
schemathesis = pytest.importorskip("schemathesis", reason="pip install -e '.[dev]' brings schemathesis")


@schemathesis.serializer("application/offset+octet-stream")
def _bytes(_context: Any, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


class Local:
    """The application as a client on this machine reaches it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            kept = [(name, value) for name, value in scope["headers"] if name != b"host"]
            scope = {**scope, "headers": [*kept, (b"host", b"localhost")]}
        await self._app(scope, receive, send)


def test_no_input_makes_a_fault(desk: Desk) -> None:
    """Positive and negative cases of every operation; all faults are gathered, not the first alone."""
    desk.service.session(desk.service.people.owner_scope()).warm()
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", Local(make_application(desk)))
    told: dict[str, str] = {}
    for found in schema.get_all_operations():
        operation = found.ok()
        name = f"{operation.method.upper()} {operation.path}"
        for mode in schemathesis.GenerationMode:
            try:
                _attack(operation, mode)
            except AssertionError as error:
                told[f"{name} ({mode.value})"] = str(error)[:600]
    assert told == {}


def _attack(operation: Any, mode: Any) -> None:
    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=6,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def attack(case: Any) -> None:
        response = case.call(timeout=120)
        assert response.status_code < 500 or response.status_code in EXPECTED, (
            f"{response.status_code} {case.as_curl_command()} {response.text[:300]}"
        )
        documented = operation.definition.raw["responses"]
        if response.status_code >= 400:
            media = response.headers.get("content-type", [""])[0]
            assert media.startswith("application/problem+json"), f"{media} {case.as_curl_command()}"
        else:
            assert str(response.status_code) in documented, f"{response.status_code} {sorted(documented)}"

    try:
        attack()
    except Unsatisfiable:
        return  # nothing can be wrong with a call that takes nothing


EXPECTED = {501, 503}  # no embedder is configured here; an answer that says so is no fault
