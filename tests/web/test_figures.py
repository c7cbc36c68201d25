"""Figures on pages: what was measured here, and how much is asked, by who may know how much."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from starlette.testclient import TestClient
from web_things import QUESTION

from evimed.errors import NotPermittedError
from evimed.govern.access.roles import ROLE_VERBS
from evimed.govern.evaluate.report import Report, share
from evimed.govern.viewing import Statistics
from evimed.store.history import AnswerDay, SpentDay, usage_totals
from evimed.surfaces.http.application import make_application
from evimed.surfaces.http.desk import Desk
from evimed.surfaces.web.charts import bar_chart, trend
from evimed.surfaces.web.dashboard import figures_of
from evimed.testing.chat import ScriptedChat

HTML = {"Accept": "text/html", "Accept-Language": "en"}
SECRET = "停车场每小时收费多少元？"
ASK = "/api/v1/libraries/default/ask"


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


def test_an_empty_dashboard_says_so(client: TestClient) -> None:
    page = client.get("/dashboard?library=default&days=7", headers=HTML).text
    assert "No questions in the last 7 days." in page


def test_a_day_is_a_bar_of_parts() -> None:
    drawn = bar_chart(["1", "2", "3"], [[9, 0, 1], [1, 0, 99]])
    assert [bar["day"] for bar in drawn["bars"]] == ["1", "3"]  # what is not there is not drawn
    assert drawn["most"] == 100
    last = drawn["bars"][1]["parts"]
    assert last[0]["y"] + last[0]["height"] == drawn["height"]
    assert last[1]["y"] + last[1]["height"] == pytest.approx(last[0]["y"])
    assert all(part["height"] >= 3 for part in last)  # one of a hundred is seen all the same


def test_a_course_stands_between_tenths() -> None:
    flat = trend([("1", 1.0), ("2", 1.0)], None)
    assert (flat["low"], flat["high"]) == ("90", "100")
    drawn = trend([("1", 0.72), ("2", 0.9)], 0.95)
    assert (drawn["low"], drawn["high"]) == ("70", "100")
    assert drawn["goal"] < drawn["dots"][1]["y"] < drawn["dots"][0]["y"] <= drawn["height"]


def test_figures_are_counted_from_the_days() -> None:
    today = datetime.now(UTC).date()
    days = [AnswerDay(today, "answered", 3, 300.0), AnswerDay(today, "refused", 1, 20.0)]
    spending = [
        SpentDay(today, 2, 100, 10, 0.5, "CNY"),
        SpentDay(date(2020, 1, 1), 1, None, None, None, None),
    ]
    told = figures_of(Statistics(days, (), spending=spending), 7)
    assert (told["total"], told["rate"], told["mean"]) == (4, 75, "80 ms")
    assert [one["name"] for one in told["verdicts"]] == ["answered", "refused"]  # none that never was
    assert (told["tokens"], told["cost"], told["currency"], told["requests"]) == ((100, 10), 0.5, "CNY", 3)
    assert told["days"]["bars"][0]["values"] == [3, 1]
    assert figures_of(Statistics((), ()), 30)["rate"] is None


@pytest.fixture(scope="module")
def people(desk: Desk) -> Iterator[dict[str, dict[str, str]]]:
    """Headers of a reader, a reviewer and an administrator; there are accounts from now on."""
    made, owner = desk.service.people, desk.service.people.owner_scope()
    headers: dict[str, dict[str, str]] = {}
    for name, role in (("rita", "reader"), ("rob", "reviewer"), ("ada", "admin")):
        made.accounts.add(owner, name, roles=(role,))
        token, _ = made.tokens.issue(owner, name, "test", verbs=ROLE_VERBS[role])
        headers[name] = {"Authorization": f"Bearer {token}"}
        if role != "admin":
            made.permissions.permit(owner, "default", f"user:{name}")
    plain, desk.service = desk.service, replace(desk.service)
    chat = ScriptedChat(["I cannot."])
    desk.service = replace(
        plain, models=replace(plain.models, chat=lambda role: chat if role == "write" else None)
    )
    desk._accounts = (True, 0.0)
    client = TestClient(make_application(desk), base_url="http://localhost")
    for name in ("rita", "rob"):
        asked = client.post(
            ASK, json={"question": QUESTION if name == "rita" else SECRET}, headers=headers[name]
        )
        assert asked.status_code == 200, asked.text
    yield headers
    desk.service = plain
    desk._accounts = (False, 0.0)


def shown(client: TestClient, who: dict[str, str], query: str = "") -> str:
    got = client.get(f"/dashboard?library=default{query}", headers={**HTML, **who})
    assert got.status_code == 200, got.text
    return got.text


def questions(page: str) -> int:
    found = re.search(r"<dt>Questions</dt><dd>(\d+)</dd>", page)
    assert found is not None
    return int(found[1])


def test_a_reader_sees_their_own_a_reviewer_all_that_they_may(client: TestClient, people: dict) -> None:
    own, every = shown(client, people["rita"]), shown(client, people["rob"])
    assert (questions(own), questions(every)) == (1, 2)
    assert "Your own questions." in own
    assert "Everybody" in every
    assert "view=totals" not in own
    refused = client.get("/api/v1/libraries/default/statistics?totals=true", headers=people["rita"])
    assert refused.status_code == 403


def test_an_administrator_sees_numbers_and_no_words(client: TestClient, people: dict) -> None:
    page = shown(client, people["ada"])
    assert questions(page) == 2
    assert "in numbers alone" in page
    told = client.get("/api/v1/libraries/default/statistics?totals=true", headers=people["ada"]).json()
    assert sum(one["answers"] for one in told["days"]) == 2
    assert told["spending"][0]["input_tokens"] > 0
    for words in (SECRET, QUESTION, "rita", "rob", "vishutan"):
        assert words not in page
        assert words not in json.dumps(told, ensure_ascii=False)
    assert told["unanswered"] == told["remarks"] == []
    assert client.get("/api/v1/libraries/default/statistics", headers=people["ada"]).status_code == 403


def test_tokens_are_shown_where_a_model_was_asked(client: TestClient, people: dict) -> None:
    page = shown(client, people["rita"])
    assert "Tokens by day" in page
    assert re.search(r"<dt>Tokens of models</dt><dd>[1-9][\d,]*</dd>", page)


def test_totals_are_counted_in_no_other_transaction(desk: Desk, people: dict) -> None:
    assert people
    database, owner = desk.service.database, desk.service.people.owner_scope()
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    with database.transaction(owner) as tx:
        assert usage_totals(tx, "default", long_ago) == []
    with pytest.raises(NotPermittedError):
        desk.service.session(replace(owner, verbs=frozenset({"ask", "read"}))).totals(library="default")
