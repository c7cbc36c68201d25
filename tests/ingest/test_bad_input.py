"""Files cut short, changed at random or made to harm: parsed or refused in words, never more."""

# ruff: noqa: S311  # repeatable chance, no secrets

from __future__ import annotations

import io
import random
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ingest_files import docx_bytes, every_format, xlsx_bytes, zip_bytes

from evimed.errors import DocumentError
from evimed.ingest.parse import parse
from evimed.ingest.worker import Job, ParserPool
from evimed.records import ParsedDocument
from evimed.settings import ParserLimits

FILES = every_format()
BOUNDED = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


def outcome(data: bytes, name: str) -> ParsedDocument | DocumentError:
    """What becomes of a file; anything but these two is a fault."""
    try:
        return parse(data, name)
    except DocumentError as error:
        words = error.message("zh"), error.hint("en")
        return error if all(words) else pytest.fail(error.code)


@pytest.mark.parametrize("name", FILES)
def test_prefixes(name: str) -> None:
    data = FILES[name]
    for tenth in range(10):
        outcome(data[: len(data) * tenth // 10], name)
    assert isinstance(outcome(data, name), ParsedDocument)


@pytest.mark.parametrize("name", FILES)
def test_under_every_other_name(name: str) -> None:
    for other in (*FILES, "a.pdf", "a", "a.doc", "a.xls"):
        outcome(FILES[name], other)


@pytest.mark.parametrize("name", FILES)
@BOUNDED
@given(seed=st.integers(0, 2**32), changes=st.integers(1, 30))
def test_changed_bytes(name: str, seed: int, changes: int) -> None:
    rng = random.Random(seed)
    data = bytearray(FILES[name])
    for _ in range(changes):
        place = rng.randrange(max(1, len(data)))
        match rng.randrange(3):
            case 0:
                data[place : place + 1] = bytes([rng.randrange(256)])
            case 1:
                del data[place : place + rng.randrange(50)]
            case _:
                data[place:place] = data[rng.randrange(len(data) + 1) :][: rng.randrange(50)]
    outcome(bytes(data), name)


@pytest.mark.parametrize("name", ["a.docx", "a.pptx", "a.xlsx"])
@BOUNDED
@given(seed=st.integers(0, 2**32))
def test_changed_parts(name: str, seed: int) -> None:
    """Valid packages whose XML parts are changed: damage that a checksum does not catch."""
    rng = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(FILES[name])) as package:
        parts = {part: bytearray(package.read(part)) for part in package.namelist()}
    part = parts[rng.choice([part for part in parts if part.endswith((".xml", ".rels"))])]
    for _ in range(rng.randrange(1, 6)):
        place = rng.randrange(max(1, len(part)))
        if rng.random() < 0.5:
            part[place : place + 1] = bytes([rng.choice(b'<>/"=09azA &;')])
        else:
            part[place : place + rng.randrange(200)] = b""
    if rng.random() < 0.2:
        del parts[rng.choice(list(parts))]
    outcome(zip_bytes({part: bytes(content) for part, content in parts.items()}), name)


def replaced(data: bytes, part: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return zip_bytes({**{name: package.read(name) for name in package.namelist()}, part: content})


def test_entity_bomb_and_external_entity() -> None:
    entities = '<!ENTITY a0 "hahahaha">' + "".join(
        f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 12)
    )
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    for declared, used in ((entities, "&a11;"), ('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;")):
        body = (
            f'<?xml version="1.0"?><!DOCTYPE d [{declared}]><w:document xmlns:w="{word}"><w:body><w:p><w:r>'
            f"<w:t>正文{used}</w:t></w:r></w:p></w:body></w:document>"
        )
        found = outcome(replaced(docx_bytes(), "word/document.xml", body.encode()), "a.docx")
        assert not isinstance(found, ParsedDocument) or ("root:" not in found.text and len(found.text) < 1000)
        page = f"<!DOCTYPE html [{declared}]><html><body><p>正文{used}</p></body></html>"
        found = outcome(page.encode(), "a.html")
        assert not isinstance(found, ParsedDocument) or (
            "root:" not in found.text and len(found.text) < 10_000
        )
    strings = f'<?xml version="1.0"?><!DOCTYPE d [{entities}]><sst><si><t>&a11;</t></si></sst>'
    outcome(replaced(xlsx_bytes(), "xl/sharedStrings.xml", strings.encode()), "a.xlsx")


def test_deep_xml() -> None:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    deep = "<w:sdt><w:sdtContent>" * 4000 + "<w:p/>" + "</w:sdtContent></w:sdt>" * 4000
    body = f'<w:document xmlns:w="{word}"><w:body>{deep}</w:body></w:document>'
    assert isinstance(
        outcome(replaced(docx_bytes(), "word/document.xml", body.encode()), "a.docx"), DocumentError
    )


def test_huge_spans_and_dimensions() -> None:
    page = "<table>" + "<tr><td colspan=9999999 rowspan=9999999>a</td><td>b</td></tr>" * 50 + "</table>"
    assert isinstance(outcome(page.encode(), "a.html"), ParsedDocument)
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes())) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
    merges = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    wide = sheet.replace(b"</worksheet>", merges).replace(b'ref="A1:C5"', b'ref="A1:XFD1048576"')
    assert isinstance(
        outcome(replaced(xlsx_bytes(), "xl/worksheets/sheet1.xml", wide), "a.xlsx"), ParsedDocument
    )


def test_memory_is_bounded_in_the_worker() -> None:
    page = b"<table>" + b"<tr>" + b"<td colspan=500>x" * 3000 + b"</table>"
    bomb = b"<html><body>" + b"".join(b"<p>" + b"<b>" * 40 + b"x" for _ in range(60_000))
    jobs = [Job("spans.html", data=page), Job("tags.html", data=bomb), Job("ok.txt", data=b"one dose")]
    with ParserPool(ParserLimits(seconds=8, memory_mb=150), workers=2) as pool:
        found = {job.source: result for job, result in pool.map(jobs)}
    assert len(found) == 3
    assert isinstance(found["ok.txt"], ParsedDocument)


def test_truncated_files_in_the_pool() -> None:
    jobs = [
        Job(f"{tenth}/{name}", data=data[: len(data) * tenth // 10])
        for name, data in FILES.items()
        for tenth in (3, 6, 9)
    ]
    with ParserPool(workers=2) as pool:
        found = [result for job, result in pool.map(jobs) if "!/" not in job.source]
    assert len(found) == len(jobs)
    assert not [
        result
        for result in found
        if isinstance(result, DocumentError) and result.code in {"parser_failed", "parser_crashed"}
    ]
