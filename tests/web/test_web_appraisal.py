"""Worksheets, forms of causality, studies side by side: over HTTP and on the page."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from made_studies import write_studies
from starlette.testclient import TestClient

from evimed.surfaces.http.desk import Desk

LIBRARY = "/api/v1/libraries/studies"
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def documents(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Ids of the studies by file name."""
    session = desk.service.session(desk.service.people.owner_scope())
    folder = tmp_path_factory.mktemp("studies")
    session.ingest(write_studies(folder), library="studies", base=str(folder))
    session.graph().build(library="studies")
    return {Path(one.source).name: one.id for one in session.documents(library="studies")}


def text_of(client: TestClient, document: str) -> str:
    return client.get(f"{LIBRARY}/documents/{document}/text").text


def test_studies_stand_side_by_side_with_their_places(client: TestClient, documents: dict[str, str]) -> None:
    told = client.get(f"{LIBRARY}/studies").json()
    assert told["total"] == len(told["studies"]) == 3
    trial = next(one for one in told["studies"] if one["document"]["id"] == documents["trial.txt"])
    assert (trial["design"]["name"], trial["size"]["number"]) == ("rct", 240)
    assert (trial["effects"][0]["value"], trial["industry"]) == (0.71, True)
    text = text_of(client, documents["trial.txt"])
    assert "0.71" in text[slice(*trial["effects"][0]["chars"])]
    assert text[slice(*trial["population"]["chars"])] == trial["population"]["text"]
    found = client.get(f"{LIBRARY}/studies", params={"about": "falls", "design": "cohort"}).json()
    assert [one["document"]["id"] for one in found["studies"]] == [documents["cohort.txt"]]
    chosen = client.get(f"{LIBRARY}/studies", params={"document": [documents["event.txt"]]}).json()
    assert [one["design"]["name"] for one in chosen["studies"]] == ["case_report"]
    wrong = client.get(f"{LIBRARY}/studies", params={"design": "guess"})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "design_unknown")


def test_a_table_of_studies_is_text_to_a_spreadsheet(client: TestClient, documents: dict[str, str]) -> None:
    sent = client.get(f"{LIBRARY}/studies", params={"format": "csv", "lang": "en"})
    assert sent.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(sent.text.removeprefix("\ufeff"))))
    assert len(rows) == len(documents)
    trial = next(row for row in rows if row["Title"].startswith("Trelomab"))
    assert (trial["Design"], trial["Size"]) == ("randomised controlled trial", "240")
    assert "0.71 (0.55–0.92)" in trial["Effect (interval)"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_a_decision_is_kept_with_its_reason_and_its_author(
    client: TestClient, documents: dict[str, str]
) -> None:
    place = f"{LIBRARY}/documents/{documents['trial.txt']}/grade"
    sheet = client.get(place).json()["grade"]
    moved = {one["domain"]: one for one in sheet["suggestions"]}
    assert sheet["start"] == "high"
    assert "open-label" in moved["risk_of_bias"]["quote"]
    steps = [{"domain": "risk_of_bias", "by": -1, "reason": "open label, 张三 13812345678"}]
    decided = client.post(place, json={"steps": steps})
    assert (decided.status_code, decided.json()["grade"]["decision"]["certainty"]) == (201, "moderate")
    (step,) = decided.json()["grade"]["decision"]["steps"]
    assert "open label" in step[2]
    assert "13812345678" not in step[2]  # a reason is masked as a question is
    again = client.post(place, json={"steps": []}).json()["grade"]
    assert again["decision"]["certainty"] == "high"
    assert [one["certainty"] for one in again["history"]] == ["moderate"]
    silent = client.post(place, json={"steps": [{"domain": "imprecision", "by": -1, "reason": " "}]})
    assert (silent.status_code, silent.json()["code"]) == (400, "grade_reason_missing")
    assert client.post(f"{LIBRARY}/documents/d0123456789/grade", json={"steps": []}).status_code == 404
    acts = client.get("/api/v1/audit/entries", params={"action": "evidence.decided"}).json()["entries"]
    assert acts[-1]["act"]["object"] == f"document:{documents['trial.txt']}"


def test_a_reply_is_set_by_a_person_and_taken_back(client: TestClient, documents: dict[str, str]) -> None:
    place = f"{LIBRARY}/documents/{documents['event.txt']}/causality"
    read = client.get(f"{place}/naranjo").json()
    rows = {row["question"]: row for row in read["rows"]}
    assert (rows["q3"]["reply"], rows["q3"]["replies"]) == ("yes", ["yes", "no", "unknown"])
    assert "resolved" in rows["q3"]["read"]["quote"]
    told = client.post(f"{place}/naranjo", json={"replies": {"q5": "no", "q3": "no"}}).json()
    assert (read["score"], told["score"]) == (3, 4)
    set_row = next(row for row in told["rows"] if row["question"] == "q3")
    assert (set_row["set_by_person"], set_row["read"]["reply"]) == (True, "yes")
    back = client.post(f"{place}/naranjo", json={"replies": {"q3": ""}}).json()
    assert (back["score"], len(back["history"])) == (5, 2)
    kept = next(row for row in back["rows"] if row["question"] == "q5")
    assert kept["at"] == back["history"][-1]["at"]  # who set it first, not who decided last
    assert client.get(f"{place}/who-umc").json()["category"] == "possible"
    assert client.get(f"{place}/claims").json()["claims"]
    for form, replies, code in (
        ("hill", {"q1": "yes"}, "form_has_no_replies"),
        ("naranjo", {"q1": "perhaps"}, "form_reply_invalid"),
        ("naranjo", {"q11": ""}, "form_question_unknown"),
    ):
        wrong = client.post(f"{place}/{form}", json={"replies": replies})
        assert (wrong.status_code, wrong.json()["code"]) == (400, code)


def test_communities_are_told_with_their_sentences(client: TestClient, documents: dict[str, str]) -> None:
    assert documents
    told = client.get("/api/v1/libraries/default/graph/communities", params={"limit": 5}).json()
    assert told["schema"] == "evimed/communities/1"
    assert 1 <= len(told["communities"]) <= 5
    assert all(one["summary"][0]["quote"] for one in told["communities"])
