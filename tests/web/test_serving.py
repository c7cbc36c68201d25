from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from web_things import FILES, QUESTION, Browser

from evimed.catalogue import messages
from evimed.surfaces import web
from evimed.surfaces.cli.serve import is_loopback
from evimed.surfaces.http.desk import Desk
from evimed.surfaces.http.limits import RateLimiter

TEMPLATES = Path(web.__file__).parent / "templates"
ENGLISH = {"Accept": "text/html", "Accept-Language": "en"}
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


def test_a_document_tells_what_came_of_it(client: TestClient, answer: dict) -> None:
    id_ = answer["citations"][0]["document"]["id"]
    told = client.get(f"/api/v1/libraries/default/documents/{id_}/contribution").json()
    passages = told["passages"]
    assert passages > 10
    assert told["mentions"] > 0
    assert answer["id"] in {one["id"] for one in told["cited_by"]}
    page = client.get(f"/documents/{id_}", headers=ENGLISH).text
    assert f"<dd>{passages}</dd>" in page
    assert f'href="/answers/{answer["id"]}"' in page


@pytest.fixture
def asked(client: TestClient) -> str:
    return client.post("/api/v1/libraries/default/ask", json={"question": QUESTION}).json()["id"]


def block(client: TestClient, answer: str) -> str:
    page = client.get(f"/answers/{answer}", headers=ENGLISH).text
    found = re.search(
        rf'<div id="cases-{answer}"[^>]*>(.*?)</div>\s*(?:<p class="notice"|<ol|<section)', page, re.S
    )
    assert found is not None
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[1])).strip()


def test_an_answer_nobody_complained_of_says_nothing(client: TestClient, asked: str) -> None:
    assert block(client, asked) == ""


def test_the_reply_of_a_person_is_shown_and_labelled(browser: Browser, asked: str) -> None:
    client = browser.client
    sent = client.post(
        f"/answers/{asked}/feedback",
        data={"csrf": browser.token, "kind": "hand_off", "words": "Please confirm."},
        headers={**ENGLISH, "HX-Request": "true", "Origin": "http://localhost"},
    )
    assert 'hx-swap-oob="true"' in sent.text
    assert "Waiting" in sent.text
    assert "handed this to a person" in block(client, asked)
    assert "No reply yet" in block(client, asked)
    case = next(one for one in client.get("/api/v1/cases").json()["cases"] if one["answer"] == asked)
    browser.post(f"/cases/{case['id']}/steps", state="taken")
    assert "In hand" in block(client, asked)
    browser.post(f"/cases/{case['id']}/steps", state="taken", words="20 mg <once> daily, see section 2.")
    told = block(client, asked)
    assert "Answered by a person" in told
    assert "Written by a person, not by AI" in told
    assert "20 mg &lt;once&gt; daily" in told
    assert '<span class="badge good">Answered by a person' in client.get("/history", headers=ENGLISH).text
    browser.post(f"/cases/{case['id']}/steps", state="closed")
    assert "Closed" in block(client, asked)
    assert "20 mg" in block(client, asked)


def test_a_complaint_is_told_as_one(browser: Browser, asked: str) -> None:
    browser.post(f"/answers/{asked}/feedback", kind="complaint")
    browser.post(f"/answers/{asked}/feedback", kind="helpful")
    told = block(browser.client, asked)
    assert "complained" in told
    assert told.count("Waiting") == 1


def test_an_answer_comes_alone_where_a_script_asks_for_it(client: TestClient, asked: str) -> None:
    alone = client.get(f"/answers/{asked}", headers={**ENGLISH, "HX-Request": "true"}).text
    assert alone.strip().startswith("<article")
    assert "<html" not in alone


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
