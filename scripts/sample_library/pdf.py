"""HTML content plus print style sheet to PDF."""

# pyright: basic, reportMissingImports=false
# (the packages of requirements.txt beside this file are not dependencies of the project)

from __future__ import annotations

import tempfile
from pathlib import Path

from common import MARK, read_content
from fonts import font_css
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration


def write_pdf(stem: str, target: Path) -> None:
    """Render content/<stem>.html with content/<stem>.css to `target`.

    The font subsets lie at a fixed place because the PDF's font tags depend on it.
    """
    html = read_content(f"{stem}.html")
    style = read_content(f"{stem}.css")
    folder = Path(tempfile.gettempdir()) / "evimed-sample-fonts" / stem
    folder.mkdir(parents=True, exist_ok=True)
    fonts = FontConfiguration()
    faces = font_css(html + style + MARK, folder)
    sheets = [CSS(string=part, font_config=fonts) for part in (faces, style)]
    HTML(string=html).write_pdf(str(target), stylesheets=sheets, font_config=fonts)
