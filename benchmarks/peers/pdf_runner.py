"""Run by a peer's own Python: ``pdf_runner.py MODE OUT --core N --repeats N [--tell] FILE …``.

Reads each PDF from memory ``--repeats`` times, the first file once more before that, and writes JSON to OUT:
for each file the seconds each reading took by the clock and by the processor, and with ``--tell`` what the
peer gives, in one form for all: ``text`` in the peer's order, ``items`` as ``[page, [left, top, right,
bottom], text]`` (page from 1, points), ``up`` true where the boxes count from the page's foot, and ``tables``
as rows of cells. What a peer computes only when asked (words, tables) is asked for inside the clock.

This file imports nothing of the project but for the mode ``evimed``.
"""

from __future__ import annotations

import argparse
import importlib
import io
import json
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Told = dict[str, Any]
Reader = tuple[Callable[[bytes], Any], Callable[[Any], Told]]

_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\|?[\s:|-]*-{2,}[\s:|-]*")


def told(text: str, pages: int, **more: Any) -> Told:
    found: Told = {"text": text, "pages": pages, "items": [], "tables": [], "up": False}
    return found | more


def markdown_tables(text: str) -> list[list[list[str]]]:
    """The pipe tables of Markdown, their rows of dashes left out."""
    tables: list[list[list[str]]] = []
    inside = False
    for line in text.splitlines():
        if not line.lstrip().startswith("|"):
            inside = False
            continue
        if not inside:
            tables.append([])
            inside = True
        if _RULE.fullmatch(line.strip()) is None:
            cells = _PIPE.split(line.strip().strip("|"))
            tables[-1].append([re.sub(r"<br\s*/?>", " ", cell).strip() for cell in cells])
    return tables


def evimed() -> Reader:
    parse = importlib.import_module("evimed.ingest.pdf").parse

    def tell(document: Any) -> Told:
        text = document.text
        items = [
            [region.page, list(region.box), text[slice(*region.chars)]]
            for block in document.blocks
            for region in block.regions
        ]
        tables: list[list[list[str]]] = []
        header: int | None = -1
        for number, block in enumerate(document.blocks):
            if not block.cells:
                header = -1
                continue
            if block.kind == "table_header" or header == -1:
                tables.append([])
            header = number if block.kind == "table_header" else block.header
            tables[-1].append([text[start:end] for start, end in block.cells])
        said = "\n".join(" ".join(text[a:b] for a, b in block.spans) for block in document.blocks)
        return told(said, document.pages, items=items, tables=tables)

    return lambda data: parse(data, max_pages=5000), tell


def pypdfium2() -> Reader:
    pdfium = importlib.import_module("pypdfium2")

    def read(data: bytes) -> list[str]:
        document = pdfium.PdfDocument(data)
        found: list[str] = []
        for page in document:
            textpage = page.get_textpage()
            found.append(textpage.get_text_range())
            textpage.close()
            page.close()
        document.close()
        return found

    # U+0002 is how PDFium tells a hyphen that a line's end made.
    return read, lambda pages: told("\n".join(pages).replace("\x02\r\n", "").replace("\x02", ""), len(pages))


def kreuzberg(config: Any) -> Callable[[bytes], Any]:
    extract = importlib.import_module("kreuzberg").extract_bytes_sync
    return lambda data: extract(data, "application/pdf", config)


def kreuzberg_tables(result: Any) -> list[list[list[str]]]:
    return [[list(row) for row in table.cells] for table in result.tables]


def kreuzberg_text() -> Reader:
    k = importlib.import_module("kreuzberg")
    config = k.ExtractionConfig(
        use_cache=False, disable_ocr=True, concurrency=k.ConcurrencyConfig(max_threads=1)
    )

    def tell(result: Any) -> Told:
        return told(result.content, result.get_page_count(), tables=kreuzberg_tables(result))

    return kreuzberg(config), tell


def kreuzberg_structure() -> Reader:
    k = importlib.import_module("kreuzberg")
    config = k.ExtractionConfig(
        use_cache=False,
        disable_ocr=True,
        include_document_structure=True,
        output_format="markdown",
        concurrency=k.ConcurrencyConfig(max_threads=1),
        pdf_options=k.PdfConfig(hierarchy=k.HierarchyConfig(enabled=True, include_bbox=True)),
    )

    def tell(result: Any) -> Told:
        items: list[Any] = []
        nodes: Any = result.document["nodes"] if result.document else ()
        for node in nodes:
            box, text = node.get("bbox"), node["content"].get("text")
            if box and text:
                items.append([node["page"], [box["x0"], box["y0"], box["x1"], box["y1"]], text])
        for table in result.tables:
            if box := table.bounding_box:
                told_of = " ".join(" ".join(row) for row in table.cells)
                items.append([table.page_number, [box[edge] for edge in ("x0", "y0", "x1", "y1")], told_of])
        tables = kreuzberg_tables(result)
        return told(result.content, result.get_page_count(), items=items, tables=tables, up=True)

    return kreuzberg(config), tell


def markitdown() -> Reader:
    converter = importlib.import_module("markitdown").MarkItDown()

    def tell(result: Any) -> Told:
        return told(result.markdown, 0, tables=markdown_tables(result.markdown))

    return lambda data: converter.convert_stream(io.BytesIO(data), file_extension=".pdf"), tell


def pdfplumber() -> Reader:
    library = importlib.import_module("pdfplumber")

    def read(data: bytes) -> list[tuple[str, Any, Any]]:
        found: list[tuple[str, Any, Any]] = []
        with library.open(io.BytesIO(data)) as document:
            for page in document.pages:
                found.append((page.extract_text(), page.extract_words(), page.extract_tables()))
                page.close()
        return found

    def tell(pages: Any) -> Told:
        items = [
            [number, [word["x0"], word["top"], word["x1"], word["bottom"]], word["text"]]
            for number, (_, words, _) in enumerate(pages, start=1)
            for word in words
        ]
        tables = [
            [[cell or "" for cell in row] for row in table] for _, _, tables in pages for table in tables
        ]
        return told("\n".join(text for text, _, _ in pages), len(pages), items=items, tables=tables)

    return read, tell


def pymupdf4llm() -> Reader:
    mupdf, library = importlib.import_module("pymupdf"), importlib.import_module("pymupdf4llm")

    def read(data: bytes) -> Any:
        with mupdf.open(stream=data, filetype="pdf") as document:
            return library.to_markdown(document, page_chunks=True, extract_words=True, show_progress=False)

    def tell(pages: Any) -> Told:
        items = [
            [number, list(word[:4]), word[4]]
            for number, page in enumerate(pages, start=1)
            for word in page["words"]
        ]
        text = "\n".join(page["text"] for page in pages)
        return told(text, len(pages), items=items, tables=markdown_tables(text))

    return read, tell


def docling_native() -> Reader:
    converter = importlib.import_module("docling.document_converter")
    options = importlib.import_module("docling.datamodel.pipeline_options")
    chosen = options.NativePdfPipelineOptions(
        parser_threads=1, generate_page_images=False, generate_picture_images=False
    )
    return _docling(converter.NativePdfFormatOption(pipeline_options=chosen))


def docling_standard() -> Reader:
    return _docling(None)


def _docling(option: Any) -> Reader:
    library = importlib.import_module("docling.document_converter")
    base = importlib.import_module("docling.datamodel.base_models")
    formats = {base.InputFormat.PDF: option} if option is not None else None
    converter = library.DocumentConverter(format_options=formats)

    def read(data: bytes) -> Any:
        return converter.convert(base.DocumentStream(name="a.pdf", stream=io.BytesIO(data))).document

    def tell(document: Any) -> Told:
        items: list[Any] = []
        for item in document.texts:
            for place in item.prov:
                box = place.bbox.to_top_left_origin(document.pages[place.page_no].size.height)
                items.append([place.page_no, [box.l, box.t, box.r, box.b], item.text])
        text = "\n".join(item.text for item in document.texts)
        tables = [[[cell.text for cell in row] for row in table.data.grid] for table in document.tables]
        return told(text, len(document.pages), items=items, tables=tables)

    return read, tell


READERS: dict[str, Callable[[], Reader]] = {
    reader.__name__: reader
    for reader in (
        evimed, pypdfium2, kreuzberg_text, kreuzberg_structure, markitdown, pdfplumber, pymupdf4llm,
        docling_native, docling_standard,
    )
}  # fmt: skip


def measure(reader: Reader, path: Path, repeats: int, *, tell: bool) -> Told:
    """One file, read ``repeats`` times; the last reading is told."""
    read, telling = reader
    data = path.read_bytes()
    clock: list[float] = []
    processor: list[float] = []
    result: Any = None
    try:
        for _ in range(repeats):
            began, used = time.perf_counter(), time.process_time()
            result = read(data)
            clock.append(time.perf_counter() - began)
            processor.append(time.process_time() - used)
        found = telling(result) if tell else {}
    except Exception as error:  # told as the peer's figure
        return {"file": path.name, "error": f"{type(error).__name__}: {str(error).strip()[:300]}"}
    return {"file": path.name, "clock": clock, "processor": processor, **found}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mode", choices=READERS)
    parser.add_argument("out", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--core", type=int, help="the one core to run on")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--tell", action="store_true")
    chosen = parser.parse_args()
    if chosen.core is not None:
        os.sched_setaffinity(0, {chosen.core})
    began = time.perf_counter()
    reader = READERS[chosen.mode]()
    ready = time.perf_counter() - began
    measure(reader, chosen.files[0], 1, tell=False)  # imports and caches are no reading
    found = [measure(reader, path, chosen.repeats, tell=chosen.tell) for path in chosen.files]
    chosen.out.write_text(json.dumps({"ready_s": ready, "files": found}), encoding="utf-8")


if __name__ == "__main__":
    main()
