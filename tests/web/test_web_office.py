"""Evidence, cases, the dashboard, administration, the system card."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient
from web_things import Browser

from evimed import samples
from evimed.chat_settings import load_models
from evimed.govern.evidence import chains
from evimed.records import Document
from evimed.surfaces.http.desk import Desk

HTML = {"Accept": "text/html"}
GUIDES = ("dhc_hypertension_guideline_2024_zh.docx", "nsvm_hypertension_guideline_2023_en.pdf")


@pytest.fixture(scope="module")
def guides(desk: Desk) -> str:
    session = desk.service.session(desk.service.people.owner_scope())
    folder = samples.library_path()
    session.ingest([str(folder / name) for name in GUIDES], library="guides", base=str(folder))
    return "guides"


def test_recommendations_are_a_table_that_opens_their_passages(client: TestClient, guides: str) -> None:
    told = client.get(f"/api/v1/libraries/{guides}/recommendations").json()
    assert told["total"] == len(told["recommendations"]) >= 4
    for one in told["recommendations"]:
        text = client.get(f"/api/v1/libraries/{guides}/documents/{one['document']['id']}/text").text
        assert len(text[slice(*one["chars"])].split()) >= 1
    page = client.get(f"/evidence?library={guides}", headers=HTML).text
    links = re.findall(r'href="(/documents/[^"]+mark=[^"]+)"', page)
    assert len(links) == told["total"]
    opened = client.get(links[0].replace("&amp;", "&"), headers=HTML)
    assert (opened.status_code, "<mark>" in opened.text) == (200, True)


def test_recommendations_are_found_by_words(client: TestClient, guides: str) -> None:
    found = client.get(f"/api/v1/libraries/{guides}/recommendations", params={"about": "older 65"}).json()
    whole = client.get(f"/api/v1/libraries/{guides}/recommendations").json()
    assert 0 < found["total"] < whole["total"]
    nothing = client.get(f"/evidence?library={guides}&about=zzzz", headers=HTML).text
    assert 'class="nothing"' in nothing


def document(name: str, superseded_by: str | None, published: str) -> Document:
    return Document(
        name, "x", name, name, "guideline", "zh", name, 1, "text/plain", "1", None, published, superseded_by
    )


def test_versions_stand_in_their_order() -> None:
    first, middle = document("a", "b", "2019-01-01"), document("b", "c", "2021-01-01")
    last, alone = document("c", None, "2024-01-01"), document("d", None, "2024-01-01")
    circle = [document("e", "f", "2024-01-01"), document("f", "e", "2024-01-01")]
    found = chains([last, alone, first, middle, *circle])
    assert [[one.id for one in chain] for chain in found] == [["a", "b", "c"]]


def test_a_question_handed_over_is_taken_and_closed(
    client: TestClient, browser: Browser, answer: dict
) -> None:
    sent = client.post(
        f"/api/v1/answers/{answer['id']}/feedback", json={"kind": "hand_off", "words": "请药师看一下。"}
    ).json()
    helpful = client.post(f"/api/v1/answers/{answer['id']}/feedback", json={"kind": "helpful"}).json()
    listed = {one["id"]: one for one in client.get("/api/v1/cases").json()["cases"]}
    assert listed[sent["id"]]["state"] == "open"
    assert helpful["id"] not in listed
    assert browser.post(f"/cases/{sent['id']}/steps", state="taken", words="已联系").status_code == 303
    closed = client.post(f"/api/v1/cases/{sent['id']}/steps", json={"state": "closed"}).json()
    assert [one["state"] for one in closed["steps"]] == ["taken", "closed"]
    assert closed["steps"][0]["words"] == "已联系"
    page = client.get("/cases", headers=HTML).text
    assert "已联系" in page
    assert client.post(f"/api/v1/cases/{sent['id']}/steps", json={"state": "lost"}).status_code == 400
    assert client.post("/api/v1/cases/f00/steps", json={"state": "closed"}).status_code == 404
    acts = client.get("/api/v1/audit/entries", params={"action": "case.closed"}).json()["entries"]
    assert acts[-1]["act"]["object"] == f"feedback:{sent['id']}"


def test_the_dashboard_tells_why_questions_were_not_answered(client: TestClient, answer: dict) -> None:
    asked = client.post("/api/v1/libraries/default/ask", json={"question": "停车场每小时收费多少元？"}).json()
    assert asked["verdict"]["name"] == "insufficient"
    client.post(f"/api/v1/answers/{answer['id']}/feedback", json={"kind": "helpful"})
    page = client.get("/dashboard", headers={**HTML, "Accept-Language": "zh"}).text
    assert asked["verdict"]["reason"] in page
    assert re.search(r"未办结</dt><dd><a href=\"/cases\">\d+</a>", page)
    assert "%</td>" in page


def test_models_are_added_within_the_egress_policy_alone(
    desk: Desk, client: TestClient, browser: Browser
) -> None:
    refused = browser.post("/admin/models", name="far", model="m", url="https://models.example.com/v1")
    assert refused.status_code >= 400
    assert load_models(desk.settings.home) == {}
    try:
        added = browser.post("/admin/models", name="near", model="qwen", url="http://127.0.0.1:9/v1")
        assert added.status_code == 303
        page = client.get("/admin", headers=HTML).text
        assert "http://127.0.0.1:9/v1" in page
        tested = browser.post("/admin/models/near/test")
        assert (tested.status_code, 'class="problem"' in tested.text) == (200, True)
    finally:
        browser.post("/admin/models/near/remove")
    assert load_models(desk.settings.home) == {}


def test_the_system_card_says_what_runs(client: TestClient) -> None:
    page = client.get("/card", headers={**HTML, "Accept-Language": "en"}).text
    assert "medical device" in page
    assert client.get("/healthz").json()["version"] in page
