"""PDFs that others made: manuals that Debian packages carry, two of them beside the same text as HTML.

``apt-get download`` fetches them once into the cache. Where there is no apt, there are none, and the
benchmark says so.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lxml import html

from peers.environments import cache
from peers.pdf_fidelity import tokens

_LATIN_END: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z])|(?<=[。！？])")
_SHORTEST: Final = 5  # tokens


@dataclass(frozen=True, slots=True)
class Found:
    """A PDF in a Debian package, and the pages of HTML that say the same, if there are any."""

    name: str
    package: str
    pdf: str
    html: str = ""


FOUND: Final = (
    Found(
        "Debian Reference, English", "debian-reference-en",
        "usr/share/debian-reference/debian-reference.en.pdf", "usr/share/debian-reference/ch*.en.html",
    ),
    Found(
        "Debian Reference, Chinese", "debian-reference-zh-cn",
        "usr/share/debian-reference/debian-reference.zh-cn.pdf", "usr/share/debian-reference/ch*.zh-cn.html",
    ),
    Found("gnuplot manual", "gnuplot-doc", "usr/share/doc/gnuplot/gnuplot.pdf"),
    Found("Writing R Extensions", "r-doc-pdf", "usr/share/R/doc/manual/R-exts.pdf"),
)  # fmt: skip


def fetched(found: Found) -> Path | None:
    """The PDF, or None where its package cannot be had."""
    folder = cache() / "debian" / found.package
    path = folder / found.pdf
    if path.is_file():
        return path
    apt, dpkg = shutil.which("apt-get"), shutil.which("dpkg")
    if not apt or not dpkg:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    try:
        subprocess.run(
            [apt, "download", found.package], cwd=folder, check=True, capture_output=True, timeout=300
        )
        subprocess.run([dpkg, "-x", str(next(folder.glob("*.deb"))), str(folder)], check=True, timeout=120)
    except (subprocess.SubprocessError, OSError, StopIteration):
        return None
    return path if path.is_file() else None


def sentences(found: Found) -> list[str]:
    """Sentences of the HTML's paragraphs, in order, each once; none where there is no HTML.

    Paragraphs with addresses or commands are left out (the PDF breaks those where it likes), and titles of
    tables, which are numbered there in another way.
    """
    kept: dict[str, None] = {}
    for path in sorted((cache() / "debian" / found.package).glob(found.html)) if found.html else ():
        for paragraph in html.parse(str(path), html.HTMLParser(encoding="utf-8")).iter("p"):
            if (
                paragraph.xpath(".//tt|.//code|.//a|.//pre|ancestor::table")
                or paragraph.get("class") == "title"
            ):
                continue
            for part in _LATIN_END.split(" ".join(paragraph.text_content().split())):
                if len(tokens(part)) >= _SHORTEST:
                    kept[part] = None
    return list(kept)
