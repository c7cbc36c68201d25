"""Appraisal, evaluations and the dashboard in a real browser: by keyboard, quotations beside, no barrier."""

from __future__ import annotations

from typing import Any

import pytest
from test_browser import Open, address, barriers, chromium, pytestmark, studies, visit

__all__ = ["address", "chromium", "pytestmark", "studies", "visit"]  # fixtures of the other module, used here


def paths(studies: dict[str, str]) -> list[str]:
    forms = ("grade", "naranjo", "who-umc", "hill", "claims")
    return [
        *(f"/documents/{studies['trial.txt']}/appraise?library=studies&form={form}" for form in forms),
        "/evidence/studies?library=studies",
        "/evidence/laws",
        "/graph/communities",
        "/admin/evaluations",
        "/card",
        "/dashboard?library=studies&days=90",
        "/dashboard?library=studies&view=totals",
    ]


@pytest.mark.slow
def test_a_form_tells_its_sum_as_replies_are_chosen(visit: Open, studies: dict[str, str]) -> None:
    page = visit(f"/documents/{studies['event.txt']}/appraise?library=studies&form=naranjo", locale="en-US")
    before = page.locator(".decided").inner_text()
    assert "score 3" in before
    with page.expect_response(lambda one: "/preview" in one.url):
        page.select_option("select[name=q5]", "no")
    page.wait_for_selector("#result .badge")
    assert "score 5" in page.locator("#result").inner_text()
    page.click("text=Keep these replies")
    page.wait_for_selector("text=set by")
    assert "score 5" in page.locator(".decided").inner_text()


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_serious_barrier_on_pages_of_appraisal(visit: Open, studies: dict[str, str], theme: str) -> None:
    page = visit("/", theme=theme)
    base = page.url.rstrip("/")
    found: dict[str, Any] = {}
    for path in paths(studies):
        page.goto(base + path)
        found[path] = barriers(page)
    page.goto(base + paths(studies)[0])
    page.locator("a.quoted").first.click()
    page.wait_for_selector("#source .source")
    found["a quotation beside"] = barriers(page)
    assert {path: told for path, told in found.items() if told} == {}


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 768])
def test_pages_of_appraisal_fit_the_screen(visit: Open, studies: dict[str, str], width: int) -> None:
    page = visit("/", viewport={"width": width, "height": 800})
    base = page.url.rstrip("/")
    for path in paths(studies):
        page.goto(base + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
