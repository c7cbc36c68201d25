"""The library as an assistant sees it, through the SDK's own client."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from web_things import QUESTION

from evimed.surfaces.http.application import make_application
from evimed.surfaces.http.desk import Desk

mcp = pytest.importorskip("mcp", reason="pip install 'evimed[mcp]'")
TOOLS = {"search", "ask", "open_citation", "conflicts", "graph", "grade", "causality"}


@pytest.fixture(scope="module")
def address(desk: Desk) -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = uvicorn.Server(uvicorn.Config(make_application(desk), log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/mcp"
        server.should_exit = True
        thread.join(10)


async def use(server: Any) -> None:
    async with mcp.Client(server) as client:
        listed = await client.list_tools()
        assert {tool.name for tool in listed.tools} == TOOLS
        assert all(tool.description for tool in listed.tools)
        asked = await client.call_tool("ask", {"question": QUESTION})
        assert not asked.is_error, asked.content
        record = asked.structured_content["answer"]
        assert record["verdict"]["name"] == "answered"
        assert "AI生成" in asked.structured_content["text"]
        cited = record["citations"][0]
        assert "|" in cited["quote"]  # the row, before the caption and the header
        opened = await client.call_tool("open_citation", {"answer": record["id"], "citation": cited["id"]})
        shown = opened.structured_content
        assert shown["citation"]["quote"] == cited["quote"]
        marked = [row for block in shown["around"] if block["kind"] == "table" for row in block["rows"]]
        assert any(row["marked"] for row in marked)
        found = await client.call_tool("search", {"query": "漏服", "limit": 2})
        assert 1 <= len(found.structured_content["results"]) <= 2
        conflicts = await client.call_tool("conflicts", {})
        assert conflicts.structured_content == {"conflicts": []}
        near = await client.call_tool("graph", {"entity": "替诺沙班"})
        edges = near.structured_content["edges"]
        assert all(edge["evidence"][0]["quote"] for edge in edges)
        assert len(edges) > 5
        groups = await client.call_tool("graph", {"entity": "替诺沙班", "communities": True})
        assert all(one["summary"] for one in groups.structured_content["communities"])
        document = record["citations"][0]["document"]["id"]
        for tool, given, code in (
            ("grade", {"document": document}, "no_study"),
            ("grade", {"document": "d0123456789"}, "document_not_found"),
            ("conflicts", {"library": "nowhere"}, "library_not_found"),
            ("graph", {"entity": "没有的东西"}, "entity_not_found"),
        ):
            failed = await client.call_tool(tool, given)
            assert failed.is_error, tool
            assert code in failed.content[0].text
        form = await client.call_tool("causality", {"form": "naranjo", "document": document})
        assert form.structured_content["design"] is None  # a label is no case, and the form says so
        assert {row["question"] for row in form.structured_content["rows"]} >= {"q1", "q10"}
        studies = await client.call_tool("grade", {})
        assert studies.structured_content["studies"] == []
        wrong = await client.call_tool("open_citation", {"answer": "a00000000000", "citation": "c1"})
        assert wrong.is_error
        assert "answer_not_found" in wrong.content[0].text


def test_over_http(address: str) -> None:
    asyncio.run(use(address))


@pytest.mark.slow
def test_over_standard_input_and_output(desk: Desk) -> None:
    from mcp.client.stdio import StdioServerParameters, stdio_client  # noqa: PLC0415

    environment = {
        "EVIMED_HOME": str(desk.settings.home),
        "EVIMED_EMBEDDER": "none",
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
    }
    command = [sys.executable, "-c", "from evimed.surfaces.cli import main; main()", "mcp"]
    asyncio.run(
        use(stdio_client(StdioServerParameters(command=command[0], args=command[1:], env=environment)))
    )


def test_under_the_token_of_its_caller(desk: Desk, address: str) -> None:
    from mcp.client.streamable_http import streamable_http_client  # noqa: PLC0415

    people = desk.service.people
    owner = people.owner_scope()
    people.accounts.add(owner, "nobody-in-particular", password="correct horse battery", roles=("reader",))
    desk._accounts = (True, 0.0)
    token, _ = people.tokens.issue(owner, "nobody-in-particular", "assistant")

    async def answers(headers: dict[str, str]) -> Any:
        import httpx2  # noqa: PLC0415

        async with httpx2.AsyncClient(headers=headers, timeout=60) as http:
            transport = streamable_http_client(address, http_client=http)
            async with mcp.Client(transport) as client:
                return await client.call_tool("search", {"query": "漏服"})

    seen = asyncio.run(answers({"Authorization": f"Bearer {token}"}))
    assert seen.is_error or seen.structured_content["results"] == []  # nothing is permitted to them
    people.accounts.add(owner, "runs-it", roles=("admin",))
    runs, _ = people.tokens.issue(owner, "runs-it", "assistant")
    seen = asyncio.run(answers({"Authorization": f"Bearer {runs}"}))  # who runs it reads nothing by that
    assert "verb_not_permitted: runs-it may not do that (read)." in seen.content[0].text
    assert "reader" in seen.content[0].text  # and is told who may
    refused = asyncio.run(answers({}))
    assert refused.is_error
    assert "not_signed_in" in refused.content[0].text


@pytest.mark.slow
def test_over_standard_input_under_a_token(desk: Desk) -> None:
    from mcp.client.stdio import StdioServerParameters, stdio_client  # noqa: PLC0415

    people = desk.service.people
    owner = people.owner_scope()
    people.accounts.add(owner, "reads-a-leaflet", roles=("reader",))
    people.permissions.permit(
        owner, "default", "user:reads-a-leaflet", path="vishutan_patient_leaflet_zh.txt"
    )
    token, _ = people.tokens.issue(owner, "reads-a-leaflet", "assistant")

    command = [sys.executable, "-c", "from evimed.surfaces.cli import main; main()", "mcp"]
    environment = {
        "EVIMED_HOME": str(desk.settings.home),
        "EVIMED_EMBEDDER": "none",
        "EVIMED_TOKEN": token,
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
    }

    async def found() -> Any:
        server = StdioServerParameters(command=command[0], args=command[1:], env=environment)
        async with mcp.Client(stdio_client(server)) as client:
            return await client.call_tool("search", {"query": "漏服", "limit": 20})

    seen = asyncio.run(found()).structured_content["results"]
    assert {one["document"]["source"] for one in seen} == {"vishutan_patient_leaflet_zh.txt"}
    wrong = environment | {"EVIMED_TOKEN": "evt_nobody", "EVIMED_LANG": "en"}
    ended = subprocess.run(command, env=wrong, input=b"", capture_output=True, check=False, timeout=60)
    assert ended.returncode != 0
    assert b"Check that EVIMED_TOKEN is whole" in ended.stderr  # where an assistant's log shows it
    assert ended.stdout == b""
