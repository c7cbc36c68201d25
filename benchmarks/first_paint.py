"""How soon a page is seen: ``python benchmarks/first_paint.py``, in Chromium, on loopback, nothing cached.

Serves the sample library, opens each page in a new context several times and tells the median of the first
contentful paint in ms, and what was sent in KB, compressed as it was.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from serving import QUESTIONS, ask, served, take_samples

PAGES = ("/", "/library", "/history", "/evidence", "/conflicts", "/graph?entity=替诺沙班", "/dashboard")
TIMES = 5
_PAINT = (
    "() => new Promise((done) => { const look = () => { const one = performance.getEntriesByName("
    "'first-contentful-paint')[0]; one ? done(one.startTime) : setTimeout(look, 10); }; look(); })"
)
_SENT = "() => performance.getEntries().reduce((sum, one) => sum + (one.transferSize || 0), 0)"


def main() -> None:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory(prefix="evb-") as home:
        take_samples(Path(home), "default")
        with served(Path(home), 1) as address, sync_playwright() as started:
            for question in QUESTIONS[:3]:
                ask(address, "default", question)
            browser = started.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            sys.stdout.write(f"load {Path('/proc/loadavg').read_text('ascii').split()[0]}\n")
            for path in PAGES:
                paints: list[float] = []
                sent = 0.0
                for _ in range(TIMES):
                    context = browser.new_context()
                    page = context.new_page()
                    page.goto(address + path)
                    paints.append(float(page.evaluate(_PAINT)))
                    page.wait_for_load_state("networkidle")
                    sent = float(page.evaluate(_SENT))
                    context.close()
                line = f"{path}: first paint {statistics.median(paints):.0f} ms, {sent / 1000:.0f} KB\n"
                sys.stdout.write(line)
            browser.close()


if __name__ == "__main__":
    main()
