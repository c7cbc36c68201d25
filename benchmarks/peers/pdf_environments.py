"""What each PDF peer needs: one environment a peer, made by :mod:`peers.environments`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Peer:
    """A way to read a PDF: ``mode`` is its name in ``pdf_runner.py``, ``package`` whose version is told."""

    name: str
    mode: str
    package: str
    requirements: tuple[str, ...]
    boxes: str  # what its boxes are drawn around, "" where it gives none
    large: bool = False  # gigabytes: installed only when asked for


OURS: Final = Peer("evimed", "evimed", "evimed", (), "paragraph, row")

PEERS: Final = (
    OURS,
    Peer("pypdfium2, text only", "pypdfium2", "pypdfium2", ("pypdfium2==5.15.2",), ""),
    Peer("kreuzberg, text", "kreuzberg_text", "kreuzberg", ("kreuzberg==4.10.4",), ""),
    Peer("kreuzberg, structure", "kreuzberg_structure", "kreuzberg", ("kreuzberg==4.10.4",), "block"),
    # 6 GB with PyTorch, which even the pipeline without models imports: made on request, then kept and used.
    Peer("docling, native pipeline", "docling_native", "docling", ("docling==2.143.0",), "line", large=True),
    # Its layout model comes from a hub at first use: here to tell what it says offline.
    Peer(
        "docling, standard pipeline",
        "docling_standard",
        "docling",
        ("docling==2.143.0",),
        "block",
        large=True,
    ),
    Peer("markitdown", "markitdown", "markitdown", ("markitdown[pdf]==0.1.8",), ""),
    Peer("pdfplumber", "pdfplumber", "pdfplumber", ("pdfplumber==0.11.10",), "word"),
    # Later releases pull in pymupdf-layout, whose licence is not one for any use.
    Peer("pymupdf4llm", "pymupdf4llm", "pymupdf4llm", ("pymupdf4llm==0.3.4", "pymupdf==1.28.2"), "word"),
)
