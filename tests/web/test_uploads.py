"""Uploads by tus: interrupted, resumed, told by another process; nobody else's."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from evimed.errors import NotFoundError
from evimed.surfaces.http.application import make_application
from evimed.surfaces.http.desk import Desk, open_desk
from evimed.surfaces.http.serving import Serving

TUS = {"Tus-Resumable": "1.0.0"}
BODY = {**TUS, "Content-Type": "application/offset+octet-stream"}
TEXT = "雪松片的有效期为 24 个月。\n" * 40
FILE = TEXT.encode()


def begin(
    client: TestClient, size: int, name: str = "guides/cedar.txt", *, hold: bool = False, body: bytes = b""
):
    metadata = "filename " + base64.b64encode(name.encode()).decode() + (",hold" if hold else "")
    headers = {**(BODY if body else TUS), "Upload-Length": str(size), "Upload-Metadata": metadata}
    return client.post("/api/v1/libraries/tus/uploads", headers=headers, content=body)


def send(client: TestClient, where: str, at: int, content: bytes):
    return client.patch(where, headers={**BODY, "Upload-Offset": str(at)}, content=content)


def wait_for(client: TestClient, run: str) -> dict:
    for _ in range(600):
        told = client.get(f"/api/v1/runs/{run}").json()
        if told["state"] in {"done", "failed"}:
            return told
    raise AssertionError(told)


def test_what_the_server_speaks_is_told(client: TestClient) -> None:
    told = client.options("/api/v1/libraries/tus/uploads").headers
    assert told["tus-version"] == "1.0.0"
    assert set(told["tus-extension"].split(",")) >= {"creation", "termination", "expiration"}
    assert int(told["tus-max-size"]) > 1 << 20


def test_an_upload_in_pieces_is_taken_in_when_it_is_whole(client: TestClient) -> None:
    made = begin(client, len(FILE))
    where = made.headers["location"]
    assert (made.status_code, made.headers["upload-offset"]) == (201, "0")
    assert made.headers["upload-expires"]
    first = send(client, where, 0, FILE[:100])
    assert (first.status_code, first.headers["upload-offset"]) == (204, "100")
    asked = client.head(where, headers=TUS)
    assert (asked.headers["upload-offset"], asked.headers["upload-length"]) == ("100", str(len(FILE)))
    again = send(client, where, 0, FILE[:100])
    assert (again.status_code, again.json()["code"]) == (409, "upload_offset")
    last = send(client, where, 100, FILE[100:])
    told = wait_for(client, last.headers["evimed-run"])
    assert (told["state"], told["outcomes"][0]["source"]) == ("done", "guides/cedar.txt")
    document = told["outcomes"][0]["document_id"]
    assert client.get(f"/api/v1/libraries/tus/documents/{document}/text").text.split() == TEXT.split()
    assert client.head(where, headers=TUS).status_code == 404
    client.delete(f"/api/v1/libraries/tus/documents/{document}")
    assert client.get(f"/api/v1/runs/{told['id']}").json()["outcomes"] == []


def test_an_upload_is_gone_on_with_by_another_process(desk: Desk, client: TestClient) -> None:
    """Two desks over one database are two processes to it."""
    where = begin(client, len(FILE), "guides/other.txt").headers["location"]
    send(client, where, 0, FILE[:1000])
    serving = Serving(requests_a_minute=0, vectors=False)
    with open_desk(desk.service, serving) as other:
        elsewhere = TestClient(make_application(other), base_url="http://localhost")
        assert elsewhere.head(where, headers=TUS).headers["upload-offset"] == "1000"
        run = send(elsewhere, where, 1000, FILE[1000:]).headers["evimed-run"]
        assert wait_for(client, run)["state"] == "done"


def test_files_are_held_and_taken_in_together(client: TestClient) -> None:
    ids = []
    for name in ("set/one.txt", "set/two.txt"):
        content = f"{name} 的内容：每日一次。".encode()
        where = begin(client, len(content), name, hold=True, body=content).headers["location"]
        ids.append(where.split("/")[-1].split("?")[0])
    missing = client.post("/api/v1/libraries/other/runs", json={"uploads": ids})
    assert (missing.status_code, missing.json()["code"]) == (400, "upload_not_whole")
    run = client.post("/api/v1/libraries/tus/runs", json={"uploads": ids}).json()["id"]
    assert [one["source"] for one in wait_for(client, run)["outcomes"]] == ["set/one.txt", "set/two.txt"]


def test_a_file_cut_off_in_the_middle_keeps_what_came(desk: Desk) -> None:
    receiving = desk.service.session(desk.service.people.owner_scope()).receiving()
    made = receiving.open("tus", "half.txt", 10, largest=100)
    assert receiving.add(made, 0, b"12345") == 5
    assert receiving.add(made, 5, b"") == 5
    receiving.drop(made)
    with pytest.raises(NotFoundError, match=made):
        receiving.find(made)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=60), cuts=st.lists(st.integers(0, 60), max_size=4))
def test_any_cutting_gives_the_same_bytes(desk: Desk, content: bytes, cuts: list[int]) -> None:
    receiving = desk.service.session(desk.service.people.owner_scope()).receiving()
    made = receiving.open("tus", "cut.bin", len(content), largest=100)
    at = 0
    for cut in [*sorted(min(cut, len(content)) for cut in cuts), len(content)]:
        at = receiving.add(made, at, content[at:cut]) if cut > at else at
    assert b"".join(receiving.pieces(made, len(content))) == content
    receiving.drop(made)


def test_wrong_headers_are_told(client: TestClient) -> None:
    where = begin(client, 10, "wrong.txt").headers["location"]
    assert client.head(where).status_code == 412
    assert client.patch(where, headers={**TUS, "Upload-Offset": "0"}, content=b"x").status_code == 415
    assert send(client, where, 0, b"x" * 11).status_code == 409
    sent = client.post("/api/v1/libraries/tus/uploads", headers={**TUS, "Upload-Length": "-1"})
    assert (sent.status_code, sent.json()["code"]) == (400, "upload_header")
    assert begin(client, 10, "../x").json()["code"] == "upload_name_invalid"
    assert begin(client, 1 << 40).json()["code"] == "request_too_large"
    assert client.delete(where, headers=TUS).status_code == 204


def test_uploads_and_runs_are_seen_by_who_sends_them_alone(desk: Desk) -> None:
    owner = desk.service.people.owner_scope()
    mine = desk.service.session(owner).receiving()
    other = desk.service.session(replace(owner, user="somebody")).receiving()
    made = mine.open("tus", "mine.txt", 3, largest=100)
    mine.add(made, 0, b"abc")
    run, _ = mine.begin("tus", [made])
    for look in (lambda: other.find(made), lambda: other.run(run)):
        with pytest.raises(NotFoundError):
            look()
    assert other.recent("tus") == []
    mine.drop(made)


def test_a_run_whose_process_is_gone_says_what_to_do(desk: Desk) -> None:
    session = desk.service.session(desk.service.people.owner_scope())
    run, _ = session.receiving().begin("tus")
    session.receiving().note(run, state="reading", done=1, total=3)
    with desk.service.database.administration() as connection:
        connection.execute(
            "update evimed.upload_run set seen_at = now() - interval '2 minutes' where run_id = %s", (run,)
        )
    told = session.receiving().run(run)
    assert (told.state, told.error.code if told.error else "") == ("failed", "upload_interrupted")
