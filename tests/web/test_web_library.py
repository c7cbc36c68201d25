"""The library and the page of a document: folders, filters, tags, uploads, who may read it."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from starlette.testclient import TestClient
from web_things import Browser

from evimed.govern.filing import Folder
from evimed.surfaces.http.application import make_application
from evimed.surfaces.http.desk import Desk
from evimed.surfaces.web.folder_tree import Node, folder_tree

HTML = {"Accept": "text/html", "Accept-Language": "en"}
LONG = "关于非瓣膜性房颤患者卒中与体循环栓塞预防之" * 12
PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def shelf(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A library of its own: sixty documents in folders, one with a title without end, one set aside."""
    root: Path = tmp_path_factory.mktemp("shelf")
    files = {
        f"notes/{n % 3}/note {n:02}.txt": f"Note {n:02}\n\nCedar is kept at {n} °C.\n" for n in range(58)
    }
    files |= {"long/title.html": f"<title>{LONG}</title><p>雪松片的有效期为 24 个月。", "wrong/empty.pdf": ""}
    for name, words in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(words, "utf-8")
    session = desk.service.session(desk.service.people.owner_scope())
    session.ingest([str(root)], library="shelf", base=str(root))
    session.graph().build(library="shelf")
    return "shelf"


@pytest.fixture
def api(client: TestClient, shelf: str) -> tuple[TestClient, str]:
    return client, f"/api/v1/libraries/{shelf}"


def documents(client: TestClient, **params: object) -> dict[str, str]:
    found = client.get("/api/v1/libraries/shelf/shelf", params={"limit": 200, **params}).json()
    return {one["source"]: one["id"] for one in found["documents"]}


def test_a_library_is_shown_a_page_at_a_time(client: TestClient, shelf: str) -> None:
    first = client.get("/library?library=shelf", headers=HTML).text
    assert first.count('name="document"') == 50
    assert "1–50 of 59" in first
    after = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = client.get(after, headers=HTML).text
    assert (second.count('name="document"'), "51–59 of 59" in second) == (9, True)
    assert LONG[:40] in first + second
    beyond = client.get("/library?library=shelf&skip=5000", headers=HTML).text
    assert "1–50 of 59" in beyond


def test_folders_and_words_narrow_it_together(client: TestClient, shelf: str) -> None:
    page = client.get("/library?library=shelf&folder=notes%2F1&words=note+01", headers=HTML).text
    assert "1–1 of 1" in page
    assert re.search(r'aria-current="true"><span class="name" lang="en">1</span>', page)
    nothing = client.get("/library?library=shelf&words=zzzz", headers=HTML).text
    assert 'class="nothing"' in nothing
    assert "Clear" in nothing
    assert client.get("/library?library=shelf&tag=zzzz", headers=HTML).status_code == 400
    assert client.get("/library?library=shelf&state=zzzz", headers=HTML).status_code == 400


def test_what_was_set_aside_says_why_and_what_to_do(client: TestClient, shelf: str) -> None:
    page = client.get("/library?library=shelf", headers=HTML).text
    aside = page.split('id="set-aside"')[1]
    assert "wrong/empty.pdf" in aside
    assert 'class="hint"' in aside
    assert 'href="#set-aside"' in page


def test_a_folder_is_made_filled_renamed_and_removed(browser: Browser, shelf: str) -> None:
    made = browser.post("/library/folders?library=shelf", act="make", path="notes", to="冷链")
    assert unquote(made.headers["location"]).endswith("folder=notes/冷链")
    id_ = documents(browser.client)["notes/0/note 00.txt"]
    moved = browser.post("/library/move?library=shelf", folder="notes/冷链", document=id_)
    assert "moved=1" in moved.headers["location"]
    told = browser.client.get(moved.headers["location"], headers=HTML).text
    assert "1 documents moved." in told
    full = browser.post("/library/folders?library=shelf", act="remove", path="notes/冷链")
    assert (full.status_code, "notes/冷链" in full.text) == (400, True)
    renamed = browser.post("/library/folders?library=shelf", act="rename", path="notes/冷链", to="cold")
    assert renamed.status_code == 303
    page = browser.client.get(f"/documents/{id_}?library=shelf", headers=HTML).text
    assert "cold/note 00.txt" in page
    back = browser.post("/library/move?library=shelf", folder="notes/0", document=id_, back=id_)
    assert back.headers["location"].startswith(f"/documents/{id_}")
    gone = browser.post("/library/folders?library=shelf", act="remove", path="cold")
    assert gone.status_code == 303
    assert "cold" not in browser.client.get("/library?library=shelf", headers=HTML).text
    top = browser.post("/library/folders?library=shelf", act="make", path="", to="made at the top")
    assert top.headers["location"].endswith("folder=made+at+the+top")
    nothing = browser.post("/library/move?library=shelf", folder="x")
    assert nothing.status_code == 400


def test_tags_are_corrected_in_the_page(browser: Browser, shelf: str) -> None:
    id_ = documents(browser.client)["notes/1/note 01.txt"]
    added = browser.post(f"/documents/{id_}/tags?library=shelf", kind="drug", value="雪松片", act="add")
    assert added.headers["location"].endswith("#tags")
    page = browser.client.get(f"/documents/{id_}?library=shelf", headers=HTML).text
    assert re.search(r'class="chip corrected">.*?雪松片.*?corrected by a person', page)
    assert set(documents(browser.client, tag="drug:雪松片")) == {"notes/1/note 01.txt"}
    assert "雪松片" in browser.client.get("/library/tags?library=shelf", headers=HTML).text
    browser.post(f"/documents/{id_}/tags?library=shelf", kind="drug", value="雪松片", act="reset")
    assert documents(browser.client, tag="drug:雪松片") == {}
    wrong = browser.post(f"/documents/{id_}/tags?library=shelf", kind="colour", value="red", act="add")
    assert wrong.status_code == 400


def test_the_api_does_what_the_page_does(api: tuple[TestClient, str]) -> None:
    client, base = api
    made = client.post(f"{base}/folders", json={"path": "a/b"})
    assert (made.status_code, made.json()) == (201, {"path": "a/b"})
    id_ = documents(client)["notes/2/note 02.txt"]
    moved = client.post(f"{base}/moves", json={"documents": [id_], "folder": "a/b"})
    assert moved.json() == {"documents": 1, "readers_changed": 0}
    assert client.post(f"{base}/folders/rename", json={"path": "a", "to": "notes/2"}).json()["documents"] == 1
    told = client.get(f"{base}/documents/{id_}/contribution").json()
    assert (told["folder"], told["places"]) == ("notes/2/b", {"notes/2/note 02.txt": "notes/2/b/note 02.txt"})
    client.post(f"{base}/moves", json={"documents": [id_], "folder": "notes/2"})
    assert client.delete(f"{base}/folders", params={"path": "notes/2/b"}).status_code == 200
    assert client.delete(f"{base}/folders", params={"path": "notes/2/b"}).json()["code"] == "folder_not_found"
    tags = client.post(
        f"{base}/documents/{id_}/tags", json={"kind": "drug", "value": "cedar", "act": "add"}
    ).json()["tags"]
    assert {"kind": "drug", "value": "cedar", "origin": "corrected", "of": []} in tags
    client.post(f"{base}/documents/{id_}/tags", json={"kind": "drug", "value": "cedar", "act": "reset"})
    assert client.get(f"{base}/documents/{id_}/readers").json()["one_of_each"] == []


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("moves", {"documents": ["\x00"], "folder": "a"}, "document_not_found"),
        ("moves", {"documents": [], "folder": "a"}, "request_invalid"),
        ("folders/rename", {"path": "\x00", "to": "b"}, "folder_not_found"),
        ("folders/rename", {"path": "", "to": "b"}, "folder_not_found"),
        ("folders", {"path": "a\x00"}, "folder_invalid"),
        ("documents/{id}/tags", {"kind": "drug", "value": "\x00", "act": "add"}, "tag_value"),
    ],
)
def test_what_nobody_means_is_refused(
    api: tuple[TestClient, str], path: str, body: dict[str, object], code: str
) -> None:
    client, base = api
    id_ = documents(client)["notes/2/note 02.txt"]
    got = client.post(f"{base}/{path.format(id=id_)}", json=body)
    assert (got.json()["code"], got.status_code in {400, 404}) == (code, True)


def test_an_upload_goes_into_the_chosen_folder(browser: Browser, shelf: str) -> None:
    sent = browser.client.post(
        "/library/documents?library=sent",
        data={"csrf": browser.token, "folder": "/2026/新 /"},
        files={"files": ("sub/one.txt", b"One\n\nCedar has a folder of its own now.\n")},
        headers={"Origin": "http://localhost", "X-Requested-With": "evimed"},
    )
    run = sent.json()["run"]
    for _ in range(600):
        told = browser.client.get(f"/api/v1/runs/{run}").json()
        if told["state"] in {"done", "failed"}:
            break
    assert [one["source"] for one in told["outcomes"]] == ["2026/新/sub/one.txt"]


def tree(*paths: tuple[str, int], chosen: str | None = None) -> Node:
    return folder_tree([Folder(path, count, False) for path, count in paths], chosen)


def test_lone_folders_are_told_together_and_counts_add_up() -> None:
    top = tree(("", 1), ("/home/x/lib/a", 2), ("/home/x/lib/b/c", 3))
    assert top.documents == 6
    assert [(one.label, one.documents) for one in top.children] == [("/home/x/lib", 5)]
    assert [one.label for one in top.children[0].children] == ["a", "b/c"]
    assert not top.children[0].open
    opened = tree(("/home/x/lib/a", 2), ("/home/x/lib/b/c", 3), chosen="/home/x/lib/b/c")
    assert opened.children[0].open
    assert [one.current for one in opened.children[0].children] == [False, True]


def test_a_crowd_of_folders_is_cut_but_not_the_way_to_the_chosen_one() -> None:
    many = [(f"f{number:04}", 1) for number in range(1000)]
    top = tree(*many, chosen="f0999")
    assert (len(top.children), top.hidden) == (201, 799)
    assert top.children[-1].current


def test_who_may_read_is_told_to_who_makes_rules(desk: Desk, shelf: str) -> None:
    people = desk.service.people
    owner = people.owner_scope()
    people.accounts.add(owner, "chen", password=PASSWORD, roles=("admin", "steward"))
    people.accounts.add(owner, "qian", password=PASSWORD, roles=("steward",))
    people.permissions.permit(owner, "shelf", "role:steward")
    people.permissions.permit(owner, "shelf", "user:chen", effect="only", path="long")
    desk._accounts = (True, 0.0)
    verbs = ("read", "ask", "permit", "ingest")
    tokens = {name: people.tokens.issue(owner, name, "t", verbs=verbs)[0] for name in ("chen", "qian")}
    client = TestClient(make_application(desk), base_url="http://localhost")

    def told(name: str, path: str) -> str:
        got = client.get(path, headers={**HTML, "Authorization": f"Bearer {tokens[name]}"})
        return got.text if got.status_code == 200 else str(got.status_code)

    sources = client.get(
        "/api/v1/libraries/shelf/shelf?limit=200", headers={"Authorization": f"Bearer {tokens['chen']}"}
    ).json()["documents"]
    ids = {one["source"]: one["id"] for one in sources}
    closed = told("chen", f"/documents/{ids['long/title.html']}?library=shelf")
    part = closed.split('id="readers"')[1].split("</section>")[0]
    assert re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part)).count("chen") >= 2
    assert "steward" in part  # the outer rule, closed by the inner one
    assert told("qian", f"/documents/{ids['long/title.html']}?library=shelf") == "404"
    seen = told("qian", f"/documents/{ids['notes/0/note 00.txt']}?library=shelf")
    assert 'id="readers"' not in seen
    assert 'id="gives"' in seen
    assert "long" not in told("qian", "/library?library=shelf").split('class="tree"')[1].split("</nav>")[0]
    assert told("qian", f"/api/v1/libraries/shelf/documents/{ids['long/title.html']}/readers") == "403"
