"""Several studies of one outcome on one worksheet: over HTTP, on the page, and gone with a study."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from web_things import Browser

from evimed.govern.appraisal import Asked
from evimed.knowledge.grading.worksheet import DOMAINS
from evimed.surfaces.http.desk import Desk

API = "/api/v1/libraries/bodies/bodies"
HTML = {"Accept": "text/html", "Accept-Language": "en"}
TEXT = """Trelomab for asthma, trial {name}

Methods: In this randomised controlled trial, {size} adults with asthma were randomly assigned to trelomab \
or placebo. The study was open-label.
Results: Trelomab reduced exacerbations in adults (hazard ratio {hr}, 95% CI {low} to {high}). Deaths were \
as frequent (hazard ratio 1.05, 95% CI 0.80 to 1.38).
"""
TRIALS = {
    "north": {"size": 640, "hr": 0.71, "low": 0.55, "high": 0.92},
    "south": {"size": 810, "hr": 0.66, "low": 0.52, "high": 0.84},
    "west": {"size": 500, "hr": 1.40, "low": 1.10, "high": 1.78},
}


@pytest.fixture(scope="module")
def trials(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Ids of the trials by name."""
    folder = tmp_path_factory.mktemp("bodies")
    for name, values in TRIALS.items():
        (folder / f"{name}.txt").write_text(TEXT.format(name=name, **values), encoding="utf-8")
    session = desk.service.session(desk.service.people.owner_scope())
    session.ingest([str(folder)], library="bodies", base=str(folder))
    return {Path(one.source).stem: one.id for one in session.documents(library="bodies")}


def findings(told: dict[str, object], domain: str) -> dict[str, dict[str, object]]:
    text = json.loads(json.dumps(told))
    rows = next(one["findings"] for one in text["grade"]["domains"] if one["domain"] == domain)
    return {one["why"]: one for one in rows}


def test_each_domain_cites_each_study(client: TestClient, trials: dict[str, str]) -> None:
    told = client.get(API, params={"document": list(trials.values()), "outcome": "exacerbations"}).json()
    assert told["schema"] == "evimed/body/1"
    assert [one["domain"] for one in told["grade"]["domains"]] == list(DOMAINS)
    against = findings(told, "inconsistency")["body_against"]
    assert against["by"] == -2
    texts = {
        id_: client.get(f"/api/v1/libraries/bodies/documents/{id_}/text").text for id_ in trials.values()
    }
    cites = [cite for one in told["grade"]["domains"] for found in one["findings"] for cite in found["cites"]]
    assert {cite["document"] for cite in cites} == set(trials.values())
    assert all(texts[cite["document"]][slice(*cite["chars"])] == cite["quote"] for cite in cites)
    deaths = client.get(API, params={"document": list(trials.values()), "outcome": "deaths"}).json()
    assert [one["counts"] for one in deaths["studies"]] == [2, 2, 2]
    assert deaths["together"]["i2"] == 0


def test_a_person_says_which_effect_counts(client: TestClient, trials: dict[str, str]) -> None:
    ids = list(trials.values())
    asked = {"document": ids, "outcome": "exacerbations", "effect": [f"{trials['west']}=-1"]}
    told = client.get(API, params=asked).json()
    west = next(one for one in told["studies"] if one["document"]["id"] == trials["west"])
    assert (west["counts"], round(west["effect"]["value"], 2)) == (-1, 0.71)
    assert "body_agree" in findings(told, "inconsistency")
    none = client.get(API, params=asked | {"effect": [f"{trials['west']}=0"]}).json()
    assert none["together"]["studies"] == 2


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"document": []}, 400, "body_size"),
        ({"document": ["d0123456789", "d9876543210"]}, 404, "no_study"),
        ({"effect": ["x"]}, 400, "body_effect_form"),
        ({"effect": ["d0123456789=1"]}, 400, "body_effect_unknown"),
        ({"outcome": "long " * 100}, 400, "body_outcome_long"),
    ],
)
def test_what_is_no_body_is_refused(
    client: TestClient, trials: dict[str, str], change: dict[str, object], status: int, code: str
) -> None:
    params: dict[str, object] = {"document": list(trials.values())}
    sent = client.get(API, params=params | change)  # type: ignore[arg-type]
    assert (sent.status_code, sent.json()["code"]) == (status, code)


def test_an_effect_out_of_reach_is_refused(client: TestClient, trials: dict[str, str]) -> None:
    sent = client.get(API, params={"document": list(trials.values()), "effect": f"{trials['west']}=3"})
    assert (sent.status_code, sent.json()["code"]) == (400, "body_effect_unknown")


def test_a_decision_is_kept_for_these_studies_and_this_outcome(
    client: TestClient, trials: dict[str, str]
) -> None:
    ids = list(trials.values())
    steps = [{"domain": "inconsistency", "by": -1, "reason": "west against the rest, 张三 13812345678"}]
    body = {"documents": ids, "outcome": "Exacerbations", "effects": {trials["west"]: -1}, "steps": steps}
    kept = client.post(API, json=body)
    assert (kept.status_code, kept.json()["grade"]["decision"]["certainty"]) == (201, "moderate")
    assert "13812345678" not in kept.text
    again = client.get(API, params={"document": ids[::-1], "outcome": "exacerbations"}).json()
    assert again["grade"]["decision"]["certainty"] == "moderate"
    assert {one["document"]["id"]: one["counts"] for one in again["studies"]}[trials["west"]] == -1
    other = client.get(API, params={"document": ids, "outcome": "deaths"}).json()
    assert other["grade"]["decision"] is None
    two = client.get(API, params={"document": ids[:2], "outcome": "exacerbations"}).json()
    assert two["grade"]["decision"] is None
    silent = client.post(API, json=body | {"steps": [{"domain": "imprecision", "by": -1, "reason": ""}]})
    assert (silent.status_code, silent.json()["code"]) == (400, "grade_reason_missing")
    acts = client.get("/api/v1/audit/entries", params={"action": "evidence.decided"}).json()["entries"]
    assert acts[-1]["act"]["object"] == f"body:{again['body']}"


def test_the_page_asks_shows_and_keeps(client: TestClient, browser: Browser, trials: dict[str, str]) -> None:
    listed = client.get("/evidence/studies?library=bodies", headers=HTML).text
    assert 'formaction="/evidence/body"' in listed
    ids = [trials["north"], trials["south"]]
    query = "&".join(f"document={id_}" for id_ in ids)
    shown = client.get(f"/evidence/body?library=bodies&{query}&outcome=exacerbations", headers=HTML)
    assert shown.status_code == 200, shown.text
    assert '<svg class="forest"' in shown.text
    assert "I² 0 %" in shown.text
    places = {
        one.replace("&amp;", "&") for one in re.findall(r'href="(/documents/[^"]+/places/[^"]+)"', shown.text)
    }
    assert places
    for place in sorted(places)[:4]:
        beside = client.get(place, headers={**HTML, "HX-Request": "true"})
        assert (beside.status_code, "<mark>" in beside.text) == (200, True)
    fields = {"documents": ",".join(ids), "outcome": "exacerbations", f"effect_{ids[0]}": "1"}
    weighed = browser.post("/evidence/body/preview?library=bodies", **fields, by_risk_of_bias="-1").text
    assert "moderate" in weighed
    silent = browser.post("/evidence/body?library=bodies", **fields, by_risk_of_bias="-1")
    assert silent.status_code == 400
    kept = browser.post(
        "/evidence/body?library=bodies", **fields, by_risk_of_bias="-1", reason_risk_of_bias="both open label"
    )
    assert kept.status_code == 303
    after = client.get(kept.headers["location"], headers=HTML).text
    assert "both open label" in after


def test_a_decision_goes_with_one_of_its_studies(desk: Desk, tmp_path: Path) -> None:
    session = desk.service.session(desk.service.people.owner_scope())
    for name, values in TRIALS.items():
        (tmp_path / f"{name}.txt").write_text(TEXT.format(name=name, **values), encoding="utf-8")
    session.ingest([str(tmp_path)], library="passing", base=str(tmp_path))
    ids = [one.id for one in session.documents(library="passing")]
    appraisal = session.appraisal()
    appraisal.decide_body(Asked(ids), [], library="passing", by="Dr Li")
    appraisal.decide_body(Asked(ids[:2]), [], library="passing", by="Dr Li")
    session.delete(ids[2], library="passing")
    session.ingest([str(tmp_path)], library="passing", base=str(tmp_path))
    assert appraisal.body(Asked(ids), library="passing")["grade"]["decision"] is None
    assert appraisal.body(Asked(ids[:2]), library="passing")["grade"]["decision"]["by"] == "Dr Li"
