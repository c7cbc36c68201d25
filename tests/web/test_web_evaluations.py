"""What was measured is kept and shown: on the administration page, in the system card, over HTTP."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from evimed.govern.evaluate.report import Report, share
from evimed.surfaces.http.desk import Desk

HTML = {"Accept": "text/html", "Accept-Language": "en"}


def report(right: int, suite: str = "refusal") -> Report:
    measures = (
        share("refused", "all", "zh", right, 120, at_least=0.95),
        share("lost", "all", "zh", 4, 118),
        share("made_up", "of <b>", "all", 1, 2),
    )
    wrong = ({"kind": "answered", "document": "q<17>.json", "sentence": [3, 9]},)
    return Report(suite, "public", measures, {"most": 120}, wrong, 61.0)


@pytest.fixture(scope="module")
def kept(desk: Desk) -> list[str]:
    evaluations = desk.service.session(desk.service.people.owner_scope()).evaluations()
    command = "evimed eval refusal --data DIR"
    return [evaluations.keep(report(right).to_json(), command=command) for right in (90, 102, 115)]


def test_without_reports_there_are_no_figures(client: TestClient) -> None:
    card = client.get("/card", headers=HTML).text
    assert "Nothing has been measured in this installation" in card
    assert not re.search(r"\d+\.\d %", card)
    assert 'class="nothing"' in client.get("/admin/evaluations", headers=HTML).text


def test_reports_are_listed_with_their_course(client: TestClient, kept: list[str]) -> None:
    page = client.get("/admin/evaluations", headers=HTML).text
    (told,) = set(re.findall(r'<svg class="trend"[^>]*aria-label="([^"]*75\.0 %[^"]*)"', page))
    assert [float(value) for value in re.findall(r"([\d.]+) %", told)] == [75.0, 85.0, 95.8]
    assert page.count("/admin/evaluations/") >= 3
    assert "of &lt;b&gt;" in page
    one = client.get(f"/admin/evaluations/{kept[0]}", headers=HTML).text
    assert "q&lt;17&gt;.json" in one
    assert "3–9" in one
    assert "a goal is missed" in one
    assert "refusal" in client.get("/admin", headers=HTML).text
    assert client.get("/admin/evaluations/e0", headers=HTML).status_code == 404


def test_the_system_card_tells_the_newest_figures_with_date_and_command(
    client: TestClient, kept: list[str]
) -> None:
    assert kept
    card = client.get("/card", headers=HTML).text
    assert "95.8 %" in card
    assert "85.0 %" not in card
    assert "evimed eval refusal --data DIR" in card
    assert re.search(r"20\d\d-\d\d-\d\d · Evimed ", card)
    assert "q&lt;17&gt;" not in card  # what went wrong is for the administration


def test_reports_over_http(client: TestClient, kept: list[str]) -> None:
    listed = client.get("/api/v1/evaluations", params={"suite": "refusal"}).json()["evaluations"]
    assert [one["id"] for one in listed] == kept[::-1]
    assert "wrong" not in listed[0]["report"]
    whole = client.get(f"/api/v1/evaluations/{kept[0]}").json()
    assert whole["report"]["wrong"][0]["document"] == "q<17>.json"
    assert whole["misses"] == 1
    assert client.get("/api/v1/evaluations", params={"suite": "none"}).json() == {"evaluations": []}
    acts = client.get("/api/v1/audit/entries", params={"action": "evaluation.kept"}).json()["entries"]
    assert acts[-1]["act"]["object"] == f"evaluation:{kept[-1]}"


def test_runs_of_another_command_make_no_course_with_these(
    desk: Desk, client: TestClient, kept: list[str]
) -> None:
    evaluations = desk.service.session(desk.service.people.owner_scope()).evaluations()
    evaluations.keep(report(60).to_json(), command="evimed eval refusal --data DIR --most 30")
    page = client.get("/admin/evaluations", headers=HTML).text
    assert kept
    assert '<svg class="trend"' not in page
    assert "first run" in page
