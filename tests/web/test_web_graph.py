"""The graph and the audit log over HTTP and as pages."""

from __future__ import annotations

import json
import re
from pathlib import Path

from starlette.testclient import TestClient
from web_things import FILES

from evimed import samples
from evimed.surfaces.http.desk import Desk

GRAPH = "/api/v1/libraries/default/graph"


def first_entity(client: TestClient) -> dict:
    return client.get(f"{GRAPH}/entities", params={"limit": 1}).json()["nodes"][0]


def test_what_is_around_an_entity_and_every_edge_quoted(client: TestClient) -> None:
    entity = first_entity(client)
    near = client.get(f"{GRAPH}/neighbourhood", params={"entity": entity["name"]}).json()
    assert near["centre"] == entity["id"]
    assert {entity["id"]} < {one["id"] for one in near["nodes"]}
    for edge in near["edges"]:
        told = client.get(f"{GRAPH}/edges/{edge['id']}").json()["edge"]
        assert (
            len(told["evidence"]) == min(50, told["affirmed"] + told["negated"]) >= len(edge["evidence"]) >= 1
        )
        for one in told["evidence"]:
            text = client.get(f"/api/v1/libraries/default/documents/{one['document']['id']}/text").text
            assert text[slice(*one["locator"]["chars"])] == one["quote"]


def test_entities_by_the_beginning_of_their_names(client: TestClient) -> None:
    name = first_entity(client)["name"]
    found = client.get(f"{GRAPH}/entities", params={"begins": name[:2]}).json()["nodes"]
    assert name in [one["name"] for one in found]
    assert client.get(f"{GRAPH}/entities", params={"begins": "nothing is called so"}).json()["nodes"] == []


def test_two_entities_are_connected_by_paths(client: TestClient) -> None:
    entity = first_entity(client)
    near = client.get(f"{GRAPH}/neighbourhood", params={"entity": entity["id"]}).json()
    far = next(one for one in near["nodes"] if one["id"] != entity["id"])
    told = client.get(f"{GRAPH}/paths", params={"from": entity["id"], "to": far["id"]}).json()
    assert {told["paths"][0][0]["subject"], told["paths"][0][0]["object"]} == {entity["id"], far["id"]}


def test_what_the_graph_does_not_have_is_told(client: TestClient) -> None:
    for path, code in (
        ("neighbourhood?entity=nobody+knows+this", "entity_not_found"),
        ("edges/r000", "relation_not_found"),
        ("export?format=dot", "graph_format"),
    ):
        sent = client.get(f"{GRAPH}/{path}")
        assert (sent.status_code in {400, 404}, sent.json()["code"]) == (True, code)
    assert client.get(f"{GRAPH}/neighbourhood", params={"entity": "x", "hops": 9}).status_code == 400


def test_the_graph_is_exported_in_every_form(client: TestClient) -> None:
    assertions = client.get(GRAPH).json()["assertions"]
    csv = client.get(f"{GRAPH}/export")
    assert csv.headers["content-type"].startswith("text/csv")
    assert len(csv.text.splitlines()) > assertions
    assert json.loads(client.get(f"{GRAPH}/export", params={"format": "jsonld"}).text)
    assert client.get(f"{GRAPH}/export", params={"format": "graphml"}).text.startswith("<?xml")


def test_the_page_lists_the_edges_that_the_api_tells_and_opens_their_passages(client: TestClient) -> None:
    entity = first_entity(client)
    page = client.get("/graph", params={"entity": entity["name"]}, headers={"Accept": "text/html"}).text
    near = client.get(f"{GRAPH}/neighbourhood", params={"entity": entity["name"]}).json()
    assert set(re.findall(r'<tr data-edge="([^"]+)"', page)) == {one["id"] for one in near["edges"]}
    edge = near["edges"][0]
    opened = client.get(f"/graph/edges/{edge['id']}", headers={"Accept": "text/html"}).text
    assert " ".join(edge["evidence"][0]["quote"].split())[:30] in re.sub(r"\s+", " ", opened)
    part = client.get(f"/graph/edges/{edge['id']}", headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<div class="source">')
    missing = client.get("/graph", params={"entity": "nobody knows this"}, headers={"Accept": "text/html"})
    assert (missing.status_code, 'class="problem"' in missing.text) == (200, True)


def test_the_audit_log_is_listed_verified_and_exported(client: TestClient, answer: dict) -> None:
    listed = client.get("/api/v1/audit/entries", params={"last": 5}).json()["entries"]
    assert [one["seq"] for one in listed] == sorted(one["seq"] for one in listed)
    last = listed[-1]
    assert client.get(f"/api/v1/audit/entries/{last['seq']}").json() == last
    assert client.get("/api/v1/audit/entries/0").json()["code"] == "audit_entry_not_found"
    checked = client.get("/api/v1/audit/verification").json()
    assert (checked["whole"], checked["findings"]) == (True, [])
    export = client.get("/api/v1/audit/export", params={"through": last["seq"]})
    assert export.headers["content-type"].startswith("application/jsonl")
    assert [json.loads(line)["seq"] for line in export.text.splitlines()] == list(range(1, last["seq"] + 1))


def test_scripts_are_sent_compressed_to_who_can_read_that(client: TestClient) -> None:
    page = client.get("/graph", headers={"Accept": "text/html"}).text
    path = re.search(r'src="(/static/[^"]+)/graph\.js"', page)[1] + "/cytoscape.min.js"
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < 160_000 < int(plain.headers["content-length"])
    assert "immutable" in packed.headers["cache-control"]


def test_the_graph_of_a_library_named_in_chinese_is_exported(client: TestClient, desk: Desk) -> None:
    session = desk.service.session(desk.service.people.owner_scope())
    session.ingest(
        [str(samples.library_path() / FILES[3])], library="药品说明书", base=str(samples.library_path())
    )
    sent = client.get("/api/v1/libraries/药品说明书/graph/export", params={"format": "csv"})
    assert sent.status_code == 200
    acts = client.get("/api/v1/audit/entries", params={"action": "graph.exported"}).json()["entries"]
    assert (acts[-1]["act"]["object"], acts[-1]["act"]["library"]) == ("graph:library", "药品说明书")


def test_terms_in_a_file_named_in_chinese_are_loaded_and_logged(
    desk: Desk, client: TestClient, tmp_path: Path
) -> None:
    graph = desk.service.session(desk.service.people.owner_scope()).graph()
    file = tmp_path / "本院药名.csv"
    file.write_text("id,name,synonyms\nD1,试验酮,Testone\n", encoding="utf-8")
    assert graph.load_terms(file, default_type="drug").name == "本院药名"
    graph.remove_terms("本院药名")
    acts = client.get("/api/v1/audit/entries", params={"action": "terms.removed"}).json()["entries"]
    assert re.fullmatch(r"terminology:[0-9a-f]{16}", acts[-1]["act"]["object"])
