"""A page of a PDF as a picture, drawn in a process of its own: a hostile file may end that, never the server.

Run as a program it reads a PDF from standard input and writes the picture to standard output; that is how
``draw_page`` calls it.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from evimed.errors import DocumentError, DocumentLimitError

if TYPE_CHECKING:
    from PIL.Image import Image

WIDEST = 2000  # pixels
_SECONDS = 20
_MEMORY = 1 << 30
_LARGEST_SIDE = 6000  # pixels: a page of one point by a mile is no page


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as PNG; ``width`` and ``height`` are those of the page in points, which boxes count in."""

    png: bytes
    width: float
    height: float


def draw_page(pdf: bytes, page: int, pixels: int) -> PageImage:
    """Draw a page.

    Parameters
    ----------
    pdf
        The file.
    page
        Number of the page, from 1.
    pixels
        Width of the picture, at most ``WIDEST``.

    Raises
    ------
    DocumentError
        ``page_not_drawn``: there is no such page, or the file cannot be drawn.
    DocumentLimitError
        ``too_slow``: it takes longer than 20 s.
    """
    command = [sys.executable, "-I", "-c", _PROGRAM, json.dumps(sys.path), str(page), str(pixels)]
    try:
        drawn = subprocess.run(command, input=pdf, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise DocumentLimitError("page_not_drawn", page=page) from error
    head, _, png = drawn.stdout.partition(b"\n")
    if drawn.returncode != 0 or not png:
        raise DocumentError("page_not_drawn", page=page)
    width, height = json.loads(head)
    return PageImage(png, float(width), float(height))


_PROGRAM = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]);"
    "from evimed.ingest.page_image import child; child(int(sys.argv[2]), int(sys.argv[3]))"
)


def child(page: int, pixels: int) -> None:
    """What runs in the process of its own: limits first, then the drawing."""
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pdfium = cast(Any, import_module("pypdfium2"))  # after the limits
    with pdfium.PdfDocument(sys.stdin.buffer.read()) as document:
        if not 1 <= page <= len(document):
            sys.exit(2)
        sheet = document[page - 1]
        width, height = sheet.get_size()
        scale = min(pixels / max(width, 1.0), _LARGEST_SIDE / max(height, 1.0))
        bitmap = sheet.render(scale=scale, may_draw_forms=False)
        picture = cast("Image", bitmap.to_pil()).convert("RGB")
        # 128 colours are plenty for print and a third of the bytes.
        out = io.BytesIO()
        picture.quantize(128).save(out, "png", optimize=False)
    sys.stdout.buffer.write(json.dumps([width, height]).encode() + b"\n" + out.getvalue())
