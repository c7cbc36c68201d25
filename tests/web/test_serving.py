from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from web_things import FILES, Browser

from evimed.catalogue import messages
from evimed.surfaces import web
from evimed.surfaces.cli.serve import is_loopback
from evimed.surfaces.http.desk import Desk
from evimed.surfaces.http.limits import RateLimiter

TEMPLATES = Path(web.__file__).parent / "templates"
PAGES = ("/", "/library", "/history", "/conflicts", "/dashboard", "/people", "/audit", "/admin")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_speaks_both_languages(client: TestClient, path: str, language: str) -> None:
    page = client.get(path, headers={"Accept-Language": language, "Accept": "text/html"})
    assert page.status_code == 200
    assert page.headers["content-language"] == language
    assert page.text.count('aria-current="page"') == 1


def test_every_word_a_template_asks_for_is_there_and_none_is_left_over() -> None:
    sources = [path.read_text("utf-8") for path in TEMPLATES.rglob("*.html")]
    sources += [path.read_text("utf-8") for path in TEMPLATES.parent.glob("*.py")]
    asked = {key for text in sources for key in re.findall(r"\bt\('([a-z_.0-9]+)'[,)]", text)}
    families = {key for text in sources for key in re.findall(r"\bt\('([a-z_.]+\.)' ~", text)}
    there = {key.removeprefix("web.") for key in messages() if key.startswith("web.")}
    assert asked - there == set()
    assert [key for key in there - asked if not key.startswith(tuple(families))] == []


def test_an_error_on_a_page_is_a_page(client: TestClient) -> None:
    page = client.get("/answers/a00000000000", headers={"Accept": "text/html", "Accept-Language": "zh"})
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert "answer_not_found" in page.text


def test_a_form_without_script_leads_to_the_answer(browser: Browser, client: TestClient) -> None:
    sent = browser.post("/ask", question="替诺沙班漏服一次怎么办？")
    assert sent.status_code == 303
    page = client.get(sent.headers["location"])
    assert 'class="cite"' in page.text
    assert "AI生成" in page.text


def test_the_export_has_sources_and_label(client: TestClient, answer: dict) -> None:
    sent = client.get(f"/answers/{answer['id']}/export.md")
    assert sent.headers["content-disposition"].endswith(f'"evimed-{answer["id"]}.md"')
    assert answer["label"]["text"] in sent.text
    for cited in answer["citations"]:
        assert " ".join(cited["quote"].split()) in sent.text


def test_choices_are_remembered(browser: Browser, client: TestClient) -> None:
    browser.post("/choose", lang="en", theme="dark")
    page = client.get("/", headers={"Accept-Language": "zh"}).text
    assert '<html lang="en" data-theme="dark">' in page


def test_an_upload_becomes_documents_and_a_new_version(client: TestClient) -> None:
    where = "/api/v1/libraries/uploads/documents?wait=true"
    first = client.post(where, files=[("files", ("guides/dose.txt", "旧版：每日 1 粒。".encode()))]).json()
    assert (first["state"], first["outcomes"][0]["source"]) == ("done", "guides/dose.txt")
    second = client.post(where, files=[("files", ("guides/dose.txt", "新版：每日 2 粒。".encode()))]).json()
    assert second["outcomes"][0]["status"] == "new_version"
    third = client.post(where, files=[("files", ("x.bin", b"\x00\x01\x02"))]).json()
    assert third["outcomes"][0]["error"]["hint"]
    assert client.get("/api/v1/libraries/uploads/quarantine").json()["quarantine"][0]["source"] == "x.bin"
    assert client.get(f"/api/v1/runs/{first['id']}").json() == first


def test_an_upload_leaves_no_file_behind(desk: Desk, client: TestClient) -> None:
    client.post("/api/v1/libraries/uploads/documents?wait=true", files=[("files", ("a.txt", b"one"))])
    client.post("/api/v1/libraries/uploads/documents", files=[("files", ("../a.txt", b"one"))])
    assert list((desk.settings.home / "uploads").iterdir()) == []


def test_deleting_on_the_page_deletes_the_answers_too(browser: Browser, client: TestClient) -> None:
    sent = client.post(
        "/api/v1/libraries/default/documents?wait=true",
        files=[("files", ("temporary.txt", "红杉片的有效期为 36 个月。".encode()))],
    ).json()
    asked = client.post("/api/v1/libraries/default/ask", json={"question": "红杉片的有效期是多长？"}).json()
    document = sent["outcomes"][0]["document_id"]
    assert document in [one["document"]["id"] for one in asked["citations"]]
    assert browser.post(f"/library/documents/{document}/delete").status_code == 303
    assert client.get(f"/api/v1/answers/{asked['id']}").status_code == 404
    listed = client.get("/api/v1/libraries/default/documents").json()["documents"]
    assert {one["source"] for one in listed} == set(FILES)


def test_a_caller_who_asks_too_often_is_told_when_to_come_again() -> None:
    now = [0.0]
    limiter = RateLimiter(60, clock=lambda: now[0])
    assert [limiter.wait_for("a") for _ in range(10)] == [0.0] * 10
    assert limiter.wait_for("a") == pytest.approx(1.0)
    assert limiter.wait_for("b") == 0.0
    now[0] = 1.0
    assert limiter.wait_for("a") == 0.0
    assert RateLimiter(0).wait_for("a") == 0.0


def test_a_server_that_stops_takes_nothing_more(desk: Desk, client: TestClient) -> None:
    desk.stopping.set()
    try:
        sent = client.get("/api/v1/libraries")
        assert (sent.status_code, sent.json()["code"]) == (503, "server_stopping")
        assert sent.headers["retry-after"]
    finally:
        desk.stopping.clear()


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("192.168.1.2", False),
        ("10.0.0.1", False),
        ("evil", False),
    ],
)
def test_only_loopback_is_served_without_accounts(host: str, ours: bool) -> None:
    assert is_loopback(host) is ours
