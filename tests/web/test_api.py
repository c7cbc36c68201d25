from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from starlette.testclient import TestClient
from web_things import FILES, QUESTION

from evimed.surfaces.http.api import answer_schema
from evimed.surfaces.http.application import make_routes

PINNED = Path(__file__).parents[2] / "docs" / "openapi.json"
PROBLEM = {"type", "title", "status", "detail", "code"}


def events(text: str) -> list[tuple[str, dict]]:
    blocks = [block.split("\n") for block in text.strip().split("\n\n")]
    return [(one[0].removeprefix("event: "), json.loads(one[1].removeprefix("data: "))) for one in blocks]


def test_an_answer_keeps_to_its_schema_and_is_kept(client: TestClient, answer: dict) -> None:
    jsonschema.validate(answer, answer_schema())
    assert answer["verdict"]["name"] == "answered"
    assert client.get(f"/api/v1/answers/{answer['id']}").json() == answer
    listed = client.get("/api/v1/libraries/default/answers").json()["answers"]
    assert answer["id"] in [card["id"] for card in listed]


def test_a_stream_ends_in_the_same_answer_as_is_kept(client: TestClient) -> None:
    sent = client.post("/api/v1/libraries/default/ask", json={"question": QUESTION, "stream": True})
    assert sent.headers["content-type"].startswith("text/event-stream")
    told = events(sent.text)
    names = [name for name, _ in told]
    assert names[0] == "began"
    assert names[-1] == "answer"
    assert set(names[1:-1]) == {"statement"}
    record = told[-1][1]
    assert len(names) - 2 == len(record["statements"])
    assert client.get(f"/api/v1/answers/{record['id']}").json() == record


def test_a_library_without_an_answer_says_so(client: TestClient) -> None:
    sent = client.post("/api/v1/libraries/default/ask", json={"question": "停车场每小时收费多少元？"})
    assert sent.status_code == 200
    assert sent.json()["verdict"]["name"] == "insufficient"


def test_search_lists_passages(client: TestClient) -> None:
    found = client.post("/api/v1/libraries/default/search", json={"query": "漏服", "limit": 3}).json()
    assert 1 <= len(found["results"]) <= 3
    assert found["results"][0]["rank"] == 1


def test_documents_are_listed_shown_and_read(client: TestClient) -> None:
    listed = client.get("/api/v1/libraries/default/documents").json()["documents"]
    assert {one["source"] for one in listed} == set(FILES)
    one = next(one for one in listed if one["source"].endswith(".pdf"))
    base = f"/api/v1/libraries/default/documents/{one['id']}"
    assert client.get(base).json()["document"] == one
    text = client.get(f"{base}/text").text
    assert len(text) == one["characters"]
    assert client.get(f"{base}/text?start=5&end=25").text == text[5:25]


def test_a_quotation_is_the_text_at_its_place(client: TestClient, answer: dict) -> None:
    for cited in answer["citations"]:
        start, end = cited["locator"]["chars"]
        base = f"/api/v1/libraries/default/documents/{cited['document']['id']}"
        assert client.get(f"{base}/text?start={start}&end={end}").text == cited["quote"]


def test_a_cited_page_is_a_picture_of_its_own_size(client: TestClient, answer: dict) -> None:
    cited = next(one for one in answer["citations"] if "box" in one["locator"])
    shown = client.get(f"/api/v1/answers/{answer['id']}/citations/{cited['id']}").json()
    page = client.get(shown["page_image"])
    assert page.headers["content-type"] == "image/png"
    assert page.content.startswith(b"\x89PNG")
    width, height = float(page.headers["X-Page-Width"]), float(page.headers["X-Page-Height"])
    left, top, right, bottom = cited["locator"]["box"]
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/api/v1/answers/a00000000000", None, 404, "answer_not_found"),
        ("GET", "/api/v1/libraries/default/documents/d00000000000", None, 404, "document_not_found"),
        ("GET", "/api/v1/nothing", None, 404, "no_such_page"),
        ("PUT", "/api/v1/libraries", None, 405, "method_not_allowed"),
        ("POST", "/api/v1/libraries/default/ask", {"question": " "}, 400, "empty_question"),
        ("POST", "/api/v1/libraries/default/ask", {"question": "a" * 9000}, 413, "question_too_long"),
        ("POST", "/api/v1/libraries/default/ask", {}, 400, "request_invalid"),
        ("POST", "/api/v1/libraries/nowhere/ask", {"question": "a"}, 404, "library_not_found"),
        ("GET", "/api/v1/runs/r1", None, 404, "run_not_found"),
        ("POST", "/v1/chat/completions", {"messages": []}, 400, "request_invalid"),
        ("POST", "/v1/embeddings", {"input": "a"}, 501, "no_embedder"),
    ],
)
def test_every_error_is_a_problem(client: TestClient, method, path, body, status, code) -> None:
    for language in ("zh", "en"):
        sent = client.request(method, path, json=body, headers={"Accept-Language": language})
        assert sent.status_code == status
        assert sent.headers["content-type"] == "application/problem+json"
        problem = sent.json()
        assert set(problem) >= PROBLEM
        assert (problem["status"], problem["code"]) == (status, code)
        assert any("\u4e00" <= letter <= "\u9fff" for letter in problem["title"]) == (language == "zh")


def test_feedback_is_kept_with_its_answer(client: TestClient, answer: dict) -> None:
    path = f"/api/v1/answers/{answer['id']}/feedback"
    assert client.post(path, json={"kind": "wrong", "statement": 1, "words": "剂量"}).status_code == 201
    assert client.post(path, json={"kind": "funny"}).status_code == 400
    assert client.post(path, json={"kind": "wrong", "statement": 99}).status_code == 400
    assert "剂量" in client.get("/dashboard").text


def test_the_system_tells_how_it_is(client: TestClient, answer: dict) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").json()["status"] == "ready"
    assert client.get("/api/v1/doctor").json()["healthy"] is True
    figures = client.get("/metrics").text
    assert 'evimed_answers_total{verdict="answered"}' in figures
    assert QUESTION not in figures
    assert answer["id"] not in figures


def test_the_api_is_the_documented_one() -> None:
    """A change here is a change of contract: write it anew with scripts/write_openapi.py, and say so."""
    made = json.loads(json.dumps(make_routes().openapi()))
    assert made == json.loads(PINNED.read_text("utf-8"))
