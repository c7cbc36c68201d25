"""The library in a real browser: choosing and sending files, folders by keyboard, replies of persons."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_browser import CHROMIUM, address, ask, barriers, chromium, look, visit
from web_things import QUESTION

__all__ = ["address", "chromium", "visit"]  # fixtures

Open = Callable[..., Any]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: apt install chromium, or set CHROMIUM")
playwright = pytest.importorskip("playwright.sync_api", reason="pip install -e '.[dev]' brings playwright")


def home(page: Any) -> str:
    return "/".join(page.url.split("/")[:3])


@pytest.mark.slow
def test_a_folder_is_sent_keeps_its_shape_and_one_bad_name_stops_nothing(visit: Open, tmp_path: Path) -> None:
    files = {"guides/a.txt": "Cedar A is kept dry.\n", "guides/deep/b.txt": "Cedar B is kept cold.\n"}
    files["guides/1/2/3/4/5/6/7/8/c.txt"] = "Cedar C lies too deep.\n"
    for name, words in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(words, "utf-8")
    page = visit("/library", library="shape", locale="zh-CN")
    chooser = page.locator("[data-choose=files]")
    assert chooser.inner_text() == "选择文件"
    assert page.locator("#files").get_attribute("aria-hidden") == "true"
    assert page.locator("#chosen-files").inner_text() == "尚未选择文件"
    with page.expect_file_chooser() as opened:
        page.focus("[data-choose=folder]")
        page.keyboard.press("Enter")
    assert opened.value.element.get_attribute("webkitdirectory") is not None
    page.set_input_files("input[webkitdirectory]", str(tmp_path / "guides"))
    assert "3" in page.locator("#chosen-files").inner_text()
    page.fill("#drop [name=folder]", "雪松")
    page.click("#drop button.primary")
    page.wait_for_selector("#files-told .wrong")
    page.wait_for_selector(".run.done")
    wrong = page.locator("#files-told .wrong").inner_text()
    assert len(wrong) > 10, "the reason and what to do"
    assert barriers(page) == []
    look(page, "upload-one-wrong")
    page.goto(f"{home(page)}/library?folder=雪松/guides")
    assert page.locator("#documents tbody tr").count() == 2
    assert page.locator(".tree a[aria-current] .count").inner_text() == "2"


@pytest.mark.slow
def test_a_stopped_answer_is_kept_and_shown(visit: Open) -> None:
    page = visit("/", locale="en-US")
    kept = ask(page).get_attribute("data-answer")
    page.goto(home(page))
    began = f'event: began\ndata: {{"id": "{kept}", "html": "<p class=\\"label\\">AI</p>"}}\n\n'
    page.evaluate(
        """(began) => {
          const real = window.fetch;
          const stream = (signal) => new ReadableStream({ start(told) {
            told.enqueue(new TextEncoder().encode(began));
            signal.addEventListener("abort", () => told.error(new DOMException("", "AbortError")));
          } });
          window.fetch = (where, how) => where !== "/ask/stream" ? real(where, how)
            : Promise.resolve(new Response(stream(how.signal)));
        }""",
        began,
    )
    page.fill("#question", QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector("#turns .label")
    page.click("#stop")
    page.wait_for_selector(f"article[data-answer='{kept}']")
    assert page.locator("article[data-answer] a.cite").count() >= 1


@pytest.mark.slow
@pytest.mark.parametrize(("theme", "width"), [("light", 360), ("dark", 1280)])
def test_a_document_tells_about_itself_without_a_barrier(
    visit: Open, answer: dict, theme: str, width: int
) -> None:
    cited = answer["citations"][0]["document"]["id"]
    page = visit(f"/documents/{cited}", theme=theme, viewport={"width": width, "height": 900})
    page.click("#tags summary")
    page.click("#place summary")
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.fill("#tags details [name=value]", "很长的标签" * 20)
    page.click("#tags details button")
    page.wait_for_selector(".chip.corrected")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    look(page, f"document-{theme}-{width}")
    page.click(".chip.corrected button")
    page.wait_for_selector("#tags")
    assert page.locator(".chip.corrected").count() == 0


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_reply_of_a_person_stands_on_the_answer(visit: Open, theme: str) -> None:
    page = visit("/", theme=theme, locale="en-US")
    shown = ask(page)
    shown.locator("summary", has_text="Feedback").click()
    shown.locator("input[value=hand_off]").check()
    shown.locator("form button").click()
    page.wait_for_selector(".case-of")
    assert "Waiting" in page.locator(".case-of").inner_text()
    assert barriers(page) == []
    base, here = home(page), page.url
    page.goto(f"{base}/cases")
    page.locator(".cases textarea").first.fill("Confirmed: 20 mg once daily.")
    page.locator(".cases button[value=closed]").first.click()
    page.wait_for_load_state("networkidle")
    page.goto(here)
    assert "Written by a person" in page.locator(".case-of .reply").inner_text()
    assert barriers(page) == []
    look(page, f"reply-{theme}")


@pytest.mark.slow
def test_a_dropped_folder_keeps_its_shape(visit: Open) -> None:
    page = visit("/library?library=dropped", library="dropped", locale="en-US")
    page.evaluate(
        """() => {
          const file = (name, words) => ({
            isFile: true, name, file: (done) => done(new File([words], name)) });
          const folder = (name, entries) => ({ isFile: false, name, createReader: () => {
            let rest = [entries.slice(0, 1), entries.slice(1), []];  // as browsers do: not all at once
            return { readEntries: (done) => done(rest.shift()) };
          } });
          const root = folder("sops", [file("one.txt", "Oak is kept in the dark.\\n"),
            folder("old", [file("two.txt", "Oak was kept in the light.\\n")])]);
          DataTransferItem.prototype.webkitGetAsEntry = () => root;
          const dropped = new DataTransfer();
          dropped.items.add(new File([""], "sops"));
          const how = { bubbles: true, cancelable: true, dataTransfer: dropped };
          const form = document.getElementById("drop");
          form.elements.folder.value = "quality";
          form.dispatchEvent(new DragEvent("dragover", how));
          if (!form.classList.contains("over")) throw new Error("nothing shows that a drop is taken");
          form.dispatchEvent(new DragEvent("drop", how));
        }"""
    )
    page.wait_for_url("**/library/runs/*")
    page.wait_for_selector(".run.done")
    page.goto(f"{home(page)}/library?library=dropped&folder=quality/sops")
    assert page.locator("#documents .path").all_inner_texts() == [
        "quality/sops/one.txt",
        "quality/sops/old/two.txt",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
def test_the_first_run_leads_to_three_questions(visit: Open, locale: str) -> None:
    library = f"first {locale}"
    page = visit("/", library=library, locale=locale)
    assert page.locator(".steps > li").count() == 3
    assert barriers(page) == []
    page.keyboard.press("Tab")  # from the question to its button, and back up to the samples
    page.locator("form[action='/library/samples'] button").press("Enter")
    page.wait_for_selector(".run.done")
    page.goto(home(page))
    tries = page.locator("[data-try]")
    assert tries.count() == 3
    for number in range(3):
        page.goto(home(page))
        question = tries.nth(number).inner_text()
        tries.nth(number).press("Enter")
        page.wait_for_selector("article[data-answer]")
        verdict = page.locator(".verdict").first.get_attribute("class")
        assert "good" in verdict or "care" in verdict, question
