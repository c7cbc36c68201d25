"""What a page of another site, or a person with bad intentions, may try. None of it succeeds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from web_things import QUESTION, Browser

from evimed.errors import InputError
from evimed.surfaces.http.uploads import safe_path
from evimed.surfaces.web.forms import safe_next

ASK = "/api/v1/libraries/default/ask"
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "[::"]
)
def test_another_host_name_is_refused(client: TestClient, host: str) -> None:
    """DNS rebinding: the browser thinks it speaks to evil.example."""
    assert client.get("/", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999"},
        {"Origin": "https://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
    ],
)
def test_a_write_from_another_site_is_refused(client: TestClient, headers: dict) -> None:
    for path in (ASK, "/ask", "/v1/chat/completions", "/library/documents"):
        sent = client.post(path, json={"question": QUESTION}, headers=headers)
        assert (sent.status_code, sent.json()["code"]) == (403, "cross_site")


@pytest.mark.parametrize(
    "path",
    [
        "/ask",
        "/ask/stream",
        "/choose",
        "/library/samples",
        "/library/documents/d1/delete",
        "/documents/d1/appraise/grade",
        "/documents/d1/appraise/naranjo/preview",
        "/cases/f1/steps",
        "/library/move",
        "/library/folders",
        "/documents/d1/tags",
    ],
)
def test_a_form_without_its_token_is_refused(browser: Browser, path: str) -> None:
    """The second lock: also where the origin is right."""
    for token in ("", "0" * 64, browser.token[:-1]):
        sent = Browser(browser.client, token).post(path, question=QUESTION)
        assert sent.status_code == 403


def test_a_token_is_of_one_browser_only(browser: Browser) -> None:
    browser.client.cookies.clear()
    browser.client.cookies.set("evimed_browser", "x" * 43)
    assert browser.post("/choose", theme="dark").status_code == 403


def test_a_cookie_we_did_not_make_is_replaced(client: TestClient) -> None:
    """Session fixation: a key that somebody planted is kept only if it has the form of ours."""
    client.cookies.set("evimed_browser", "planted")
    fresh = client.get("/").headers["set-cookie"]
    assert re.match(r"evimed_browser=[\w-]{43}; HttpOnly; Path=/; SameSite=strict", fresh)


@pytest.mark.parametrize("path", ["/", "/library", "/history", "/api/v1/libraries", "/healthz", "/nothing"])
def test_nothing_is_framed_and_no_script_of_others_runs(client: TestClient, path: str) -> None:
    sent = client.get(path, headers={"Accept": "text/html"})
    policy = sent.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert sent.headers["x-frame-options"] == "DENY"
    assert sent.headers["x-content-type-options"] == "nosniff"
    # The policy forbids what is written into a page: there is none.
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|javascript:", sent.text)


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil",
        "javascript:alert(1)",
        "/a\nb",
        "",
        "/ b",
    ],
)
def test_a_choice_never_leads_to_another_site(browser: Browser, target: str) -> None:
    assert browser.post("/choose", theme="dark", next=target).headers["location"] == "/"
    assert browser.post("/choose", theme="dark", next="/history?x=1").headers["location"] == "/history?x=1"


@given(st.text(max_size=40))
def test_where_a_choice_leads_is_a_path_of_ours(target: str) -> None:
    assert re.fullmatch(r"/(?![/\\])[^\\\s]*", safe_next(target))


BAD_NAMES = [
    "../../etc/passwd",
    "..\\..\\x",
    "/",
    "",
    "a/../../b",
    "C:\\x.txt",
    "a\x00b",
    "x" * 300,
    "\u202etxt.exe",
]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_an_upload_cannot_leave_its_folder(name: str) -> None:
    with pytest.raises(InputError, match="not valid"):
        safe_path(name)


@given(st.text(max_size=60))
def test_a_path_that_is_let_through_stays_inside(name: str) -> None:
    try:
        path = safe_path(name)
    except InputError:
        return
    assert not path.is_absolute()
    assert ".." not in path.parts
    assert path.parts


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../pyproject.toml",
        "/static/x/%2e%2e/%2e%2e/settings.py",
        "/answers/..%2f..%2fetc%2fpasswd",
        "/documents/..%2f..%2fetc",
    ],
)
def test_paths_lead_nowhere_else(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in {400, 404}


def test_static_files_are_only_those(client: TestClient) -> None:
    page = client.get("/").text
    base = re.search(r"/static/[0-9a-f]+", page)[0]
    assert client.get(f"{base}/evimed.css").status_code == 200
    for path in ("../routes.py", "%2e%2e/routes.py", "../templates/base.html", "..%5croutes.py"):
        assert client.get(f"{base}/{path}").status_code == 404


def test_what_people_write_is_never_markup(browser: Browser, client: TestClient) -> None:
    sent = browser.post("/ask", question=f"{SCRIPT} 替诺沙班漏服一次怎么办？")
    page = client.get(sent.headers["location"]).text
    assert "&lt;script&gt;alert(1)" in page
    for text in (page, client.get("/history").text):
        assert "<script>alert" not in text
        assert "onerror=alert(2)>" not in text.replace("&gt;", "")


def test_what_documents_say_is_never_markup(browser: Browser, client: TestClient) -> None:
    name = "<b onmouseover=alert(3)>.txt"
    body = f"{SCRIPT}\n蓝鲸胶囊的推荐剂量为每日 3 粒，饭后服用。\n".encode()
    sent = client.post(
        "/api/v1/libraries/attack/documents?wait=true", files={"files": (name, body, "text/plain")}
    )
    assert sent.json()["outcomes"][0]["status"] == "done", sent.text
    asked = client.post(
        "/api/v1/libraries/attack/ask", json={"question": "蓝鲸胶囊的推荐剂量是多少？"}
    ).json()
    document = sent.json()["outcomes"][0]["document_id"]
    for path in (
        "/library?library=attack",
        f"/answers/{asked['id']}",
        *(f"/answers/{asked['id']}/citations/{one['id']}" for one in asked["citations"]),
        f"/documents/{document}?library=attack",
    ):
        page = client.get(path, headers={"Accept": "text/html"})
        assert page.status_code == 200, path
        assert "<script>alert" not in page.text
        assert "<b onmouseover" not in page.text
        assert "<img src=x" not in page.text
    assert client.delete(f"/api/v1/libraries/attack/documents/{document}").status_code == 200


def test_a_body_that_lies_about_its_length_is_cut(client: TestClient) -> None:
    def endless():
        for _ in range(40):
            yield b"x" * (1 << 17)

    sent = client.post(ASK, content=endless(), headers={"Content-Type": "application/json"})
    assert sent.status_code in {400, 413}
    long = client.post(ASK, content=b"", headers={"Content-Length": str(1 << 40)})
    assert long.status_code == 413
