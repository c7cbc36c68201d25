"""The page in a real browser: from the first run to a cited page, by mouse and by keyboard, for everybody."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from made_studies import write_studies
from test_figures import report
from web_things import QUESTION

from evimed.store.answers import put_answer
from evimed.surfaces.http.application import make_application
from evimed.surfaces.http.desk import Desk

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
WAIT = 60_000  # milliseconds: the machine may be busy
PAGES = (
    "/",
    "/library",
    "/library/tags",
    "/history",
    "/conflicts",
    "/evidence?library=guides",
    "/cases",
    "/card",
    "/graph",
    "/graph?entity=%E6%9B%BF%E8%AF%BA%E6%B2%99%E7%8F%AD",
    "/dashboard",
    "/people",
    "/audit",
    "/admin",
    "/sign-in",
    "/nothing",
)

playwright = pytest.importorskip("playwright.sync_api", reason="pip install -e '.[dev]' brings playwright")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: apt install chromium, or set CHROMIUM")


@pytest.fixture(scope="module")
def address(desk: Desk) -> Iterator[str]:
    """A server on a port of its own."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        config = uvicorn.Config(make_application(desk), log_level="error", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


Open = Callable[..., Any]


@pytest.fixture
def visit(chromium: Any, address: str) -> Iterator[Open]:
    """Opens pages in contexts of their own; nothing may be said to the console."""
    complaints: list[str] = []
    contexts: list[Any] = []

    def open_page(path: str = "/", *, library: str = "", theme: str = "light", **options: Any) -> Any:
        context = chromium.new_context(**({"locale": "zh-CN"} | options))
        contexts.append(context)
        cookies = [{"name": "evimed_theme", "value": theme, "url": address}]
        if library:
            cookies.append({"name": "evimed_library", "value": library, "url": address})
        context.add_cookies(cookies)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        page = context.new_page()
        page.set_default_timeout(WAIT)
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    expected = ("404", "400 (Bad Request)", "CONNECTION_RESET")  # what a test makes happen
    assert [words for words in complaints if not any(one in words for one in expected)] == []


def ask(page: Any, question: str = QUESTION) -> Any:
    page.fill("#question", question)
    page.keyboard.press("Enter")
    page.wait_for_selector("article[data-answer]:last-child")
    return page.locator("article[data-answer]").last


@pytest.mark.slow
def test_from_the_first_run_to_the_cited_page(visit: Open) -> None:
    page = visit("/", library="first")
    page.click("text=载入示例资料")
    page.wait_for_selector(".run.done")
    page.click(".run.done a")
    page.click("[data-try] >> nth=0")
    page.wait_for_selector("article[data-answer]")
    assert page.locator(".badge.good, .good .badge").count() == 1
    assert "/answers/" in page.url
    page.hover("a.cite >> nth=0")
    assert "30～44" in page.locator("#quote-card").inner_text()
    page.click("a.cite >> nth=0")
    page.wait_for_selector("#source .hit")
    marked, sheet = page.locator("#source .hit").bounding_box(), page.locator("#source svg").bounding_box()
    assert sheet["x"] < marked["x"] < marked["x"] + marked["width"] < sheet["x"] + sheet["width"]
    assert sheet["y"] < marked["y"] < marked["y"] + marked["height"] < sheet["y"] + sheet["height"]
    drawn = page.evaluate(
        "() => fetch(document.querySelector('#source image').href.baseVal).then((one) => one.blob())"
        ".then(createImageBitmap).then((one) => one.width)"
    )
    assert drawn == 1200


def test_by_keyboard_alone(visit: Open) -> None:
    page = visit("/")
    assert page.evaluate("document.activeElement.id") == "question"
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector("article[data-answer] a.cite")
    page.locator("article[data-answer] a.cite").first.focus()
    assert page.locator("#quote-card").is_visible()
    assert page.evaluate("document.activeElement.getAttribute('aria-describedby')") == "quote-card"
    page.keyboard.press("Enter")
    page.wait_for_selector("#source .source")
    assert page.evaluate("document.activeElement.id") == "source"
    page.keyboard.press("Escape")
    assert page.locator("#source").is_hidden()
    assert "cite" in page.evaluate("document.activeElement.className")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert "cite" in page.evaluate("document.activeElement.className")


def test_a_row_without_a_page_is_shown_as_a_table(visit: Open) -> None:
    page = visit("/")
    answer = ask(page, "受试者 P03-001 第24周的收缩压是多少？")
    answer.locator("a.cite").first.click()
    page.wait_for_selector("#source .source")
    assert page.locator("#source tr.marked, #source thead.marked").count() >= 1


def test_copy_feedback_and_a_follow_up(visit: Open) -> None:
    page = visit("/", locale="en-US")
    answer = ask(page)
    answer.locator("[data-copy]").click()
    page.wait_for_selector("[data-copy]:has-text('Copied')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "AI生成" in copied
    assert "[1]" in copied
    answer.locator("summary", has_text="Feedback").click()
    answer.locator("input[value=helpful]").check()
    answer.locator("form button").click()
    page.wait_for_selector(".thanks")
    ask(page, "替诺沙班的规格有哪些？")
    assert page.locator("article[data-answer]").count() == 2
    page.reload()
    assert page.locator("article[data-answer]").count() == 2


def test_what_is_wrong_is_told_in_place(visit: Open) -> None:
    page = visit("/", library="no such library")
    page.fill("#question", "有吗？")
    page.keyboard.press("Enter")
    page.wait_for_selector(".problem")
    assert page.locator("#question").input_value() == "有吗？"


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_no_serious_barrier_on_any_page(visit: Open, answer: dict, theme: str) -> None:
    """axe-core, WCAG 2.1 A and AA."""
    page = visit("/", theme=theme)
    shown = ask(page)
    shown.locator("a.cite").first.click()
    page.wait_for_selector("#source .source")
    cited = answer["citations"][0]
    paths = (*PAGES, f"/answers/{answer['id']}", f"/documents/{cited['document']['id']}?page=2")
    found = {"ask, source open": barriers(page)}
    for path in (*paths, f"/answers/{answer['id']}/citations/{cited['id']}"):
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + path)
        found[path] = barriers(page)
    assert {path: told for path, told in found.items() if told} == {}


def barriers(page: Any) -> list[str]:
    page.evaluate(AXE)
    report = page.evaluate(
        "() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']})"
    )
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:160]} {one['nodes'][0].get('failureSummary', '')[:300]}"
        for one in report["violations"]
        if one["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("width", [360, 768, 1920])
def test_nothing_is_wider_than_the_screen(visit: Open, answer: dict, width: int) -> None:
    page = visit("/", viewport={"width": width, "height": 800})
    base = page.url.rstrip("/")
    cited = answer["citations"][0]
    for path in (*PAGES, f"/answers/{answer['id']}", f"/documents/{cited['document']['id']}"):
        page.goto(base + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.goto(f"{base}/answers/{answer['id']}")
    page.locator("a.cite").first.click()
    page.wait_for_selector("#source .source")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_page_is_light(visit: Open, address: str, chromium: Any) -> None:
    """All that the first page loads: at most 300 KB."""
    page = visit("/")
    sizes = page.evaluate(
        "() => performance.getEntries().filter((one) => one.transferSize)"
        ".map((one) => [one.name, one.transferSize])"
    )
    assert 20_000 < sum(size for _, size in sizes) < 300_000
    assert all(name.startswith(address) for name, _ in sizes)


def test_the_graph_is_walked_by_keyboard_and_its_edges_open(visit: Open) -> None:
    page = visit("/graph?entity=替诺沙班", locale="en-US")
    page.wait_for_selector("#graph[data-ready]")
    assert page.locator("#picture canvas").count() >= 1
    assert page.evaluate("document.querySelectorAll('style').length") == 0
    page.focus("#picture")
    page.keyboard.press("ArrowRight")
    chosen = page.locator("#announce").inner_text()
    page.keyboard.press("ArrowRight")
    assert page.locator("#announce").inner_text() not in {"", chosen}
    page.keyboard.press("]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#source .source mark, #source .hit, #source tr.marked")
    quote = page.locator("#source blockquote").inner_text()
    assert quote in page.locator("#edges a[aria-current]").first.inner_text()
    page.keyboard.press("Escape")
    assert page.locator("#source").is_hidden()
    rows = page.locator("#edges tr[data-edge]").count()
    page.focus("#picture")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("e")
    page.wait_for_selector("#announce:has-text('expanded')", state="attached")
    assert page.locator("#edges tr[data-edge]").count() >= rows
    page.keyboard.press("Enter")
    page.wait_for_url("**/graph?entity=e*")


def test_the_page_of_the_graph_is_light_too(visit: Open) -> None:
    page = visit("/graph?entity=替诺沙班")
    page.wait_for_selector("#graph[data-ready]")
    sizes = page.evaluate(
        "() => performance.getEntries().filter((one) => one.transferSize).map((one) => one.transferSize)"
    )
    assert 100_000 < sum(sizes) < 300_000


def test_an_upload_goes_on_where_the_connection_broke(visit: Open, tmp_path: Path) -> None:
    page = visit("/library", library="resumed", locale="en-US")
    large = tmp_path / "large.txt"
    large.write_text("A line of a large document, which is taken in once.\n" * 200, "utf-8")
    broken: list[str] = []

    def once(route: Any) -> None:
        if not broken:
            broken.append(route.request.headers["upload-offset"])
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(
        "**/api/v1/uploads/*",
        lambda route: once(route) if route.request.method == "PATCH" else route.continue_(),
    )
    page.set_input_files("#files", str(large))
    page.click("#drop button.primary")
    page.wait_for_selector(".run.done")
    assert broken == ["0"]
    listed = page.goto(page.url.split("/library")[0] + "/library")
    assert "large.txt" in listed.text()
    assert page.evaluate("localStorage.length") == 0


def test_documents_are_moved_by_keyboard(visit: Open) -> None:
    page = visit("/library", locale="en-US")
    page.focus("[data-all]")
    page.keyboard.press("Space")
    rows = page.locator("#documents tbody tr").count()
    assert page.locator("#chosen").inner_text() == f"{rows} chosen"
    page.keyboard.press("Space")
    page.focus("#documents tbody tr:first-child input")
    page.keyboard.press("Space")
    page.focus("#move-to")
    page.keyboard.type("shelf/one")
    page.keyboard.press("Enter")
    page.wait_for_selector(".notice.done")
    assert page.locator("#documents tbody tr").count() == 1
    assert "".join(page.locator(".crumbs").inner_text().split()) == "Alldocuments/shelf/one"
    page.check("#documents tbody tr:first-child input")
    page.fill("#move-to", "")
    page.click("#move button")
    page.wait_for_selector(".notice.done")
    assert "shelf" not in page.locator(".tree").inner_text()


def crowded(desk: Desk, record: dict, citations: int = 40) -> str:
    """An answer with a title that does not end and many citations, kept as any other."""
    made = json.loads(json.dumps(record))
    made["id"] = "a" + secrets.token_hex(10)
    made["question"] = (
        "替诺沙班在肾功能不全、肝功能不全、老年、低体重及合并用药患者中的推荐剂量分别是多少？" * 4
    )
    first = made["citations"][0]
    title = "替诺沙班片说明书（Tinoxaban Tablets）" + "关于非瓣膜性房颤患者卒中与体循环栓塞预防之" * 8
    pages = [{**first["locator"], "page": 1 + number % 2} for number in range(citations)]
    made["citations"] = [
        {**first, "id": f"c{number + 1}", "locator": page, "document": {**first["document"], "title": title}}
        for number, page in enumerate(pages)
    ]
    names = [one["id"] for one in made["citations"]]
    statement = made["statements"][0]
    made["statements"] = [
        {**statement, "citations": names[:25]},
        {**statement, "text": "supercalifragilistic" * 12, "citations": names[25:]},
    ]
    with desk.service.database.transaction(desk.service.people.owner_scope()) as tx:
        assert put_answer(tx, "default", made)
    return made["id"]


def look(page: Any, name: str) -> None:
    """Keep a picture for a person, where one is wanted."""
    folder = os.environ.get("EVIMED_PICTURES")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png")


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 1280])
def test_many_citations_under_a_title_without_end(visit: Open, desk: Desk, answer: dict, width: int) -> None:
    made = crowded(desk, answer)
    page = visit(f"/answers/{made}", viewport={"width": width, "height": 900})
    assert page.locator(".statements a.cite").count() == 40
    assert page.locator(".sources ol li").count() == 40
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert barriers(page) == []
    look(page, f"crowded-{width}")
    page.locator("a.cite").nth(39).click()
    page.wait_for_selector("#source .source")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    look(page, f"crowded-source-{width}")


@pytest.mark.slow
def test_a_table_wider_than_the_screen_is_moved_in_its_frame(visit: Open, desk: Desk, tmp_path: Path) -> None:
    rows = [",".join(f"column {n} of a wide table" for n in range(24))]
    rows += [",".join(f"{line}.{n}" for n in range(24)) for line in range(6)]
    (tmp_path / "wide.csv").write_text("\n".join(rows), "utf-8")
    session = desk.service.session(desk.service.people.owner_scope())
    taken = session.ingest([str(tmp_path / "wide.csv")], library="wide", base=str(tmp_path))
    page = visit(f"/documents/{taken[0].document_id}?library=wide", viewport={"width": 800, "height": 700})
    frame = page.locator(".scroll").first
    assert frame.evaluate("one => one.scrollWidth > one.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= 800
    frame.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert frame.evaluate("one => one.scrollLeft") > 0
    look(page, "wide-table")
    session.delete(taken[0].document_id or "", library="wide")


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_empty_or_wrong_says_so(visit: Open, theme: str) -> None:
    page = visit("/", theme=theme, locale="en-US")
    shown = ask(page, "How much does an hour in the car park cost?")
    assert shown.locator(".badge").first.inner_text() == "Not enough evidence"
    look(page, f"nothing-found-{theme}")
    base = page.url.split("/answers")[0]
    for path, place in (
        ("/evidence?about=zzzz", ".nothing"),
        ("/graph?entity=zzzz", ".problem"),
        ("/conflicts?library=none", "main"),
        ("/history?library=none", ".nothing"),
        ("/dashboard?library=none", ".nothing"),
        ("/library?library=none", ".nothing"),
        ("/answers/a0000000000", "main"),
    ):
        page.goto(base + path)
        assert page.locator(place).first.is_visible(), path
        assert barriers(page) == [], path
        look(page, f"empty-{path[1:].split('?')[0].replace('/', '-')}-{theme}")


@pytest.mark.slow
def test_a_slow_model_is_waited_for_and_can_be_stopped(visit: Open) -> None:
    page = visit("/", locale="en-US")
    page.route("**/ask/stream", lambda route: None)  # never answered
    page.fill("#question", QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector(".working")
    assert page.locator("#stop").is_visible()
    assert barriers(page) == []
    look(page, "slow-model")
    page.click("#stop")
    page.wait_for_selector(".problem")
    assert page.locator("#question").input_value() == QUESTION


@pytest.fixture(scope="module")
def studies(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Ids of studies by name; evaluations are kept, and a question was asked."""
    session = desk.service.session(desk.service.people.owner_scope())
    folder = tmp_path_factory.mktemp("studies")
    session.ingest(write_studies(folder), library="studies", base=str(folder))
    for right in (90, 115):
        session.evaluations().keep(report(right).to_json(), command="evimed eval refusal --data DIR")
    session.ask("停车场每小时收费多少元？", library="studies")
    return {Path(one.source).name: one.id for one in session.documents(library="studies")}


def test_a_grade_is_decided_by_keyboard(visit: Open, studies: dict[str, str]) -> None:
    page = visit(f"/documents/{studies['trial.txt']}/appraise?library=studies", locale="en-US")
    page.focus("select[name=by_risk_of_bias]")
    with page.expect_response(lambda one: "/preview" in one.url):
        page.keyboard.press("ArrowDown")
    page.wait_for_selector("#result .badge")
    assert "moderate" in page.locator("#result").inner_text()
    assert "reason missing: risk of bias" in page.locator("#result").inner_text()
    page.keyboard.press("Tab")
    page.keyboard.type("no blinding")
    page.locator(".judging a.quoted").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#source .source mark")
    assert "open-label" in page.locator("#source mark").first.inner_text()
    page.keyboard.press("Escape")
    assert page.input_value("input[name=reason_risk_of_bias]") == "no blinding"  # nothing was lost
    page.focus("input[name=reason_risk_of_bias]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".decided")
    assert "no blinding" in page.locator(".decided").inner_text()
    assert page.locator("[data-print]").is_visible()
