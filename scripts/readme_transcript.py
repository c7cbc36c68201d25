"""Fills the transcript of the READMEs from a real run: ``.venv/bin/python scripts/readme_transcript.py``.

Each README gets what ``evimed demo`` prints in its language, in a home of its own, so the page never shows
what the program does not print.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-CN.md"}
_MARKED = re.compile(r"(?<=<!-- transcript -->\n).*?(?=<!-- /transcript -->)", re.DOTALL)


def demo(language: str, home: Path) -> str:
    """What the demonstration prints, run by somebody whose home directory is ``home``."""
    command = [str(Path(sys.executable).with_name("evimed")), "demo", "--lang", language]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EVIMED_")}
    ran = subprocess.run(command, env=kept | {"HOME": str(home)}, check=True, stdout=subprocess.PIPE)
    return ran.stdout.decode("utf-8")


def fill(page: Path, transcript: str) -> None:
    """Put ``transcript`` between the marks of ``page``."""
    text = page.read_text(encoding="utf-8")
    block = f"```text\n$ evimed demo\n{transcript.rstrip()}\n```\n"
    page.write_text(_MARKED.sub(lambda _: block, text), encoding="utf-8")


def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        for language, page in PAGES.items():
            fill(page, demo(language, Path(directory)))


if __name__ == "__main__":
    main()
