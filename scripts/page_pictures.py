"""Pictures of each page, both languages, both themes: ``python scripts/page_pictures.py [--only PAGE...]``.

Serves the sample library from a home of its own, asks it, hands a question over, and writes
``docs/pictures/web/pages/PAGE-LANGUAGE-THEME.webp``. Look at them: spacing, wrapping, typography.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from evimed import samples

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "web" / "pages"
PROGRAM = [sys.executable, "-c", "from evimed.surfaces.cli import main; main()"]
QUESTION = {
    "zh": "非瓣膜性房颤患者 eGFR 为 30～44 时，替诺沙班的推荐剂量是多少？",
    "en": "What should be done when a dose of ZELVORIS is missed?",
}
PAGES = {
    "first": "/?library=empty",
    "library": "/library",
    "tags": "/library/tags",
    "history": "/history",
    "evidence": "/evidence",
    "studies": "/evidence/studies",
    "laws": "/evidence/laws",
    "conflicts": "/conflicts",
    "graph": "/graph?entity=%E6%9B%BF%E8%AF%BA%E6%B2%99%E7%8F%AD",
    "communities": "/graph/communities",
    "cases": "/cases",
    "dashboard": "/dashboard",
    "people": "/people",
    "audit": "/audit",
    "admin": "/admin",
    "evaluations": "/admin/evaluations",
    "card": "/card",
    "missing": "/nothing",
}
FOLDERS = {  # words of sources, and where those documents are filed
    "guideline": "指南 Guidelines/心血管 Cardiovascular",
    "label": "说明书 Labels",
    "leaflet": "说明书 Labels",
    "prescribing": "说明书 Labels",
    "abstract": "研究 Studies",
    "pine_bp": "研究 Studies/青松 PINE-BP",
    "sop": "质量 Quality",
    "training": "质量 Quality",
    "medinfo": "医学信息 Medical information",
    "deck": "医学信息 Medical information",
    "faq": "医学信息 Medical information",
    "regulation": "法规 Regulation",
}
DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
STUDY = "pine_bp_abstract_zh.pdf"
SIZE, WIDE = (1280, 900), 900  # of the window; of a picture
PHONE = {"library": ("zh", "light"), "document": ("en", "dark"), "answer": ("zh", "dark")}  # 390 points wide
MOST = 40_000  # bytes of a picture


def call(address: str, body: dict[str, Any]) -> dict[str, Any]:
    """Post JSON, get JSON."""
    request = urllib.request.Request(  # noqa: S310
        address, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=120) as reply:  # noqa: S310
        return json.load(reply)


def found(api: str, words: str) -> list[str]:
    """Ids of the documents whose source has a word."""
    address = f"{api}/libraries/default/shelf?limit=200&words={words}"
    with urllib.request.urlopen(address, timeout=120) as reply:  # noqa: S310
        return [one["id"] for one in json.load(reply)["documents"]]


def arrange(api: str, answer: str) -> str:
    """Documents in folders, a tag corrected, a question answered by a person; the document to be shown."""
    for words, folder in FOLDERS.items():
        call(f"{api}/libraries/default/moves", {"documents": found(api, words), "folder": folder})
    label = found(api, "vishutan_label")[0]
    tags = f"{api}/libraries/default/documents/{label}/tags"
    call(tags, {"kind": "specialty", "value": "老年医学", "act": "add"})
    call(f"{api}/answers/{answer}/feedback", {"kind": "hand_off", "words": "请药师确认。"})
    with urllib.request.urlopen(f"{api}/cases", timeout=120) as reply:  # noqa: S310
        case = json.load(reply)["cases"][0]["id"]
    words = "已核对说明书表 1：eGFR 30～44 时 20 mg，每日一次，每 4 个月复查肾功能。"
    call(f"{api}/cases/{case}/steps", {"state": "taken", "words": words})
    return label


@contextmanager
def served(home: Path) -> Generator[str]:
    """The sample library, served."""
    environment = {**os.environ, "EVIMED_HOME": str(home)}
    folder = samples.library_path()  # named from its parent: a picture shows no path of this machine
    for command in (["ingest", folder.name], ["graph", "build"]):
        arguments = [*PROGRAM, *command]
        subprocess.run(arguments, cwd=folder.parent, env=environment, check=True, stdout=subprocess.DEVNULL)
    if DATA.is_dir():  # what is shown was measured: no figures are made up for a picture
        for suite in ("claims", "studies"):
            subprocess.run(
                [*PROGRAM, "eval", suite, "--data", str(DATA)], env=environment, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, check=False,
            )  # fmt: skip
    command = [*PROGRAM, "serve", "--port", "0", "--rate", "0"]
    server = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr is not None
        told = re.search(r"http://[\d.]+:\d+", server.stderr.readline())
        assert told is not None
        yield told[0]
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def appraise(api: str) -> str:
    """The id of a study that a person has graded."""
    with urllib.request.urlopen(f"{api}/libraries/default/documents", timeout=60) as reply:  # noqa: S310
        found = json.load(reply)["documents"]
    study = next(one["id"] for one in found if one["source"].endswith(STUDY))
    steps = [{"domain": "indirectness", "by": -1, "reason": "仅纳入社区老年患者，住院患者未研究。"}]
    call(f"{api}/libraries/default/documents/{study}/grade", {"steps": steps})
    return study


def keep(raw: bytes, path: Path, wide: int) -> None:
    """Write a picture small enough to be kept, ``wide`` pixels wide."""
    picture = Image.open(io.BytesIO(raw)).convert("RGB")
    picture = picture.resize((wide, round(wide * picture.height / picture.width)), Image.Resampling.LANCZOS)
    for quality in (80, 65, 50, 35, 20, 10):
        picture.save(path, "WEBP", quality=quality, method=6)
        if path.stat().st_size <= MOST:
            return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", metavar="PAGE", help="these pages")
    parser.add_argument("--home", type=Path)
    given = parser.parse_args()
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="evp-") as made,
        served(given.home or Path(made)) as address,
        sync_playwright() as started,
    ):
        api = f"{address}/api/v1"
        answers = {
            language: call(f"{api}/libraries/default/ask", {"question": question})["id"]
            for language, question in QUESTION.items()
        }
        for question in ("停车场每小时收费多少元？", "我胸口剧痛，喘不上气，怎么办？"):
            call(f"{api}/libraries/default/ask", {"question": question})
        label, study = arrange(api, answers["zh"]), appraise(api)
        call(f"{api}/answers/{answers['en']}/feedback", {"kind": "helpful"})
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for language in ("zh", "en"):
            own = {
                "answer": f"/answers/{answers[language]}",
                "document": f"/documents/{label}",
                "grade": f"/documents/{study}/appraise?form=grade",
                "naranjo": f"/documents/{study}/appraise?form=naranjo",
            }
            for theme in ("light", "dark"):
                wanted = {
                    name: path for name, path in (PAGES | own).items() if not given.only or name in given.only
                }
                phone = {name: path for name, path in wanted.items() if PHONE.get(name) == (language, theme)}
                take(browser, address, wanted, language, theme)
                take(browser, address, phone, language, theme, phone=True)
        browser.close()


def take(
    browser: Any, address: str, paths: dict[str, str], language: str, theme: str, *, phone: bool = False
) -> None:
    """Pictures of pages in one language and theme; on a wide screen the first source of an answer is open."""
    width, height = (390, 844) if phone else SIZE
    context = browser.new_context(
        locale={"zh": "zh-CN", "en": "en-US"}[language], viewport={"width": width, "height": height}
    )
    context.add_cookies([{"name": "evimed_theme", "value": theme, "url": address}])
    page = context.new_page()
    for name, path in paths.items():
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        if name in {"answer", "grade"} and not phone:
            page.locator("a.cite, .facts a.quoted").first.click()
            page.wait_for_selector("#source .source")
            page.wait_for_load_state("networkidle")
        target = FOLDER / f"{'phone-' if phone else ''}{name}-{language}-{theme}.webp"
        keep(page.screenshot(), target, min(WIDE, width))
    context.close()


if __name__ == "__main__":
    main()
