"""Worksheets, forms of causality, studies side by side: over HTTP and on the page."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from made_studies import write_studies
from starlette.testclient import TestClient
from web_things import Browser

from evimed.surfaces.http.desk import Desk
from evimed.surfaces.study_csv import effect_words

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
    second = client.get(f"{LIBRARY}/studies", params={"limit": 1, "skip": 1}).json()
    assert (second["total"], second["studies"]) == (3, told["studies"][1:2])
    wide = client.get(f"{LIBRARY}/studies", params={"about": "ＴＲＥＬＯＭＡＢ placebo"}).json()
    assert [one["document"]["id"] for one in wide["studies"]] == [documents["trial.txt"]]
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


def test_a_long_document_is_read_from_its_beginning(client: TestClient, desk: Desk, tmp_path: Path) -> None:
    session = desk.service.session(desk.service.people.owner_scope())
    told = "Florapam was discontinued and the rash resolved within a week.\n"
    filler = "The committee met in the town hall and spoke of the weather at length.\n"
    (tmp_path / "long.txt").write_text(filler * 600 + told, encoding="utf-8")
    session.ingest([str(tmp_path)], library="long", base=str(tmp_path))
    (document,) = session.documents(library="long")
    form = client.get(f"/api/v1/libraries/long/documents/{document.id}/causality/naranjo").json()
    assert (form["read_to"], form["known"]) == (40_000, 0)
    page = page_of(client, f"/documents/{document.id}/appraise?library=long&form=naranjo")
    assert "first 40000 characters" in page


def test_an_interval_below_nothing_is_no_dash_of_two_kinds() -> None:
    effect = {"measure": "MD", "value": -1.2, "low": -2.0, "high": -0.4}
    assert effect_words(effect) == "MD −1.2 (−2 to −0.4)"


def page_of(client: TestClient, path: str) -> str:
    shown = client.get(path, headers={**HTML, "Accept-Language": "en"})
    assert shown.status_code == 200, shown.text
    return shown.text


def test_a_reviewer_decides_on_the_page_with_a_reason(
    client: TestClient, browser: Browser, documents: dict[str, str]
) -> None:
    document = documents["cohort.txt"]
    assert f"/documents/{document}/appraise" in page_of(client, f"/documents/{document}?library=studies")
    place = f"/documents/{document}/appraise"
    shown = page_of(client, f"{place}?library=studies")
    assert "Nobody has decided yet. It starts low." in shown
    assert "consider +1" in shown
    silent = browser.post(
        f"{place}/grade?library=studies", by_large_effect="1", reason_risk_of_bias="kept words"
    )
    assert silent.status_code == 400
    assert "kept words" in silent.text  # what was entered is not lost
    weighed = browser.post(f"{place}/grade/preview?library=studies", by_large_effect="1").text
    assert "moderate" in weighed
    assert "reason missing: large effect" in weighed
    kept = browser.post(f"{place}/grade?library=studies", by_large_effect="1", reason_large_effect="OR 2.4")
    assert kept.status_code == 303
    after = page_of(client, f"{place}?library=studies")
    assert "OR 2.4" in after
    assert re.search(r'class="badge good">moderate</span>\s*decided by', after)


def test_quotations_open_their_place_beside_the_form(client: TestClient, documents: dict[str, str]) -> None:
    shown = page_of(client, f"/documents/{documents['trial.txt']}/appraise?library=studies")
    places = {
        one.replace("&amp;", "&") for one in re.findall(r'href="(/documents/[^"]+/places/[^"]+)"', shown)
    }
    assert len(places) >= 6
    for place in places:
        beside = client.get(place, headers={**HTML, "HX-Request": "true"})
        assert (beside.status_code, "<mark>" in beside.text) == (200, True)
    whole = client.get(sorted(places)[0], headers=HTML)
    assert "<mark>" in whole.text
    for wrong in ("5-3", "5-99999999"):
        place = f"/documents/{documents['trial.txt']}/places/{wrong}?library=studies"
        assert client.get(place, headers={"HX-Request": "true"}).status_code == 400


def test_replies_are_set_on_the_page_and_exported(
    client: TestClient, browser: Browser, documents: dict[str, str]
) -> None:
    place = f"/documents/{documents['event.txt']}/appraise/who-umc"
    before = client.get(f"{LIBRARY}/documents/{documents['event.txt']}/causality/who-umc").json()
    again = browser.post(f"{place}?library=studies", timing="", alternative="")
    assert again.status_code == 303
    same = client.get(f"{LIBRARY}/documents/{documents['event.txt']}/causality/who-umc").json()
    assert same["history"] == before["history"] == []  # nothing changed: nothing is kept
    assert "probable" in browser.post(f"{place}/preview?library=studies", alternative="excluded").text
    assert browser.post(f"{place}?library=studies", alternative="unlikely").status_code == 303
    told = client.get(f"{LIBRARY}/documents/{documents['event.txt']}/causality/who-umc").json()
    assert told["category"] == "probable"
    shown = page_of(client, f"/documents/{documents['event.txt']}/appraise?library=studies&form=who-umc")
    assert "set by" in shown
    sent = client.get(f"{place}.csv?library=studies", headers={"Accept-Language": "en"}).text
    rows = list(csv.reader(io.StringIO(sent.removeprefix("\ufeff"))))
    assert rows[-1][:2] == ["Result", "probable / likely"]
    assert len(rows) == 8
    assert (
        client.get(f"/documents/{documents['event.txt']}/appraise/hill.csv?library=studies").status_code
        == 400
    )
    for form in ("hill", "claims", "naranjo"):
        page_of(client, f"/documents/{documents['event.txt']}/appraise?library=studies&form={form}")


def test_what_somebody_else_has_set_meanwhile_is_not_taken_back(
    client: TestClient, browser: Browser, documents: dict[str, str]
) -> None:
    place = f"/documents/{documents['cohort.txt']}/appraise/naranjo?library=studies"
    api = f"{LIBRARY}/documents/{documents['cohort.txt']}/causality/naranjo"
    shown = dict(
        re.findall(
            r'name="(held_q\d+)" value="(\w*)"',
            page_of(client, f"{place[: -len('/naranjo?library=studies')]}?library=studies&form=naranjo"),
        )
    )
    assert len(shown) == 10
    client.post(api, json={"replies": {"q5": "no"}})  # by another, while the form stands open
    browser.post(place, **shown, q5="", q9="yes")
    told = {row["question"]: row["reply"] for row in client.get(api).json()["rows"] if row["set_by_person"]}
    assert told == {"q5": "no", "q9": "yes"}
    assert browser.post(place.replace("naranjo", "hill"), q1="yes").status_code == 400


def test_what_is_no_study_says_so(client: TestClient, documents: dict[str, str]) -> None:
    assert documents
    faq = next(
        one["id"]
        for one in client.get("/api/v1/libraries/default/documents").json()["documents"]
        if one["source"].endswith(".html")
    )
    shown = page_of(client, f"/documents/{faq}/appraise")
    assert "forms of causality can be used" in shown
    assert 'class="nothing"' in page_of(client, "/evidence/studies")
    assert 'class="nothing"' in page_of(client, "/evidence/laws?library=studies")


def test_the_page_of_studies_filters_and_compares(client: TestClient, documents: dict[str, str]) -> None:
    whole = page_of(client, "/evidence/studies?library=studies")
    assert whole.count('name="document"') == 3
    one = page_of(client, f"/evidence/studies?library=studies&document={documents['trial.txt']}")
    assert "HR" not in one
    assert "hazard ratio 0.71 (0.55–0.92)" in one
    assert "industry funding" in one
    assert "Zelkine" not in one
    sent = client.get("/evidence/studies.csv?library=studies&design=cohort").text
    assert len(sent.strip().splitlines()) == 2


LAW = """# 海岸药品管理条例

（2019年3月1日公布，自2019年5月1日起施行）

第一条 药品经营企业应当建立进货查验制度，查验记录保存三年。

第二条 销售处方药应当凭处方。
"""
NEW_LAW = """# 海岸药品管理条例

（2019年3月1日公布，2024年6月1日修订，自2024年8月1日起施行）

第一条 药品经营企业应当建立进货查验制度，查验记录保存五年。

第二条 销售处方药应当凭处方。

第三条 网络销售应当备案。
"""


def test_what_became_of_the_articles_of_a_law(client: TestClient, desk: Desk, tmp_path: Path) -> None:
    session = desk.service.session(desk.service.people.owner_scope())
    for name, words in (("条例2019.md", LAW), ("条例2024.md", NEW_LAW)):
        (tmp_path / name).write_text(words, encoding="utf-8")
    session.ingest([str(tmp_path)], library="laws", base=str(tmp_path))
    told = client.get("/api/v1/libraries/laws/versions").json()
    old = next(one for one in told["texts"] if one["superseded_by"])
    changes = client.get(f"/api/v1/libraries/laws/documents/{old['document']}/versions").json()["articles"]
    assert [one["change"] for one in changes] == ["changed", "unchanged", "new"]
    shown = page_of(client, "/evidence/laws?library=laws")
    assert f"/documents/{old['document']}/versions" in shown
    page = page_of(client, f"/documents/{old['document']}/versions?library=laws")
    assert page.count("/places/") >= 3 * 2  # href and hx-get


def test_communities_are_a_page_that_opens_places(client: TestClient) -> None:
    shown = page_of(client, "/graph/communities")
    place = re.search(r'href="(/documents/[^"]+/places/[^"]+)"', shown)
    assert place is not None
    opened = client.get(place[1].replace("&amp;", "&"), headers={"HX-Request": "true"})
    assert opened.status_code == 200
    assert 'class="nothing"' in page_of(client, "/graph/communities?about=zzzzzz")
