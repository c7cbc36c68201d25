"""The PDF parser and files that are encrypted, broken, empty, long or hostile."""

from __future__ import annotations

import io
import random
import re

import pypdfium2 as pdfium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdf_fixtures import GRID, drawn, flowed, para, read, table, told
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from evimed.errors import DocumentError, DocumentLimitError


def sentence(canvas: Canvas) -> None:
    canvas.drawString(72, 500, "The dose is 5 mg.")


def outcome(data: bytes) -> str:
    """``text`` with boxes that are boxes, or the code of the error."""
    try:
        document = read(data)
    except DocumentError as error:
        return error.code
    for block in document.blocks:
        for region in block.regions:
            assert 0 <= region.box[0] <= region.box[2]
            assert 0 <= region.box[1] <= region.box[3]
    return "text" if document.text else "nothing"


def code(data: bytes, max_pages: int = 1_000) -> str:
    with pytest.raises(DocumentError) as caught:
        read(data, max_pages=max_pages)
    for language in ("zh", "en"):
        assert caught.value.message(language)
        assert caught.value.hint(language)
    return caught.value.code


def test_a_file_that_needs_a_password() -> None:
    assert code(drawn(sentence, encrypt=StandardEncryption("secret", "owner"))) == "encrypted"


def test_a_file_with_an_empty_user_password_opens() -> None:
    data = drawn(sentence, encrypt=StandardEncryption("", "owner", canCopy=0))
    assert told(read(data)) == ["The dose is 5 mg."]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"not a pdf at all", b"\x00" * 4_000, b"%PDF-1.4\n%%EOF"])
def test_what_is_no_pdf(data: bytes) -> None:
    assert code(data) == "malformed"


def test_a_file_cut_short() -> None:
    data = flowed([para("The dose is 5 mg once daily in adults.") for _ in range(200)])
    for share in (0.1, 0.5, 0.9, 0.99):
        assert outcome(data[: int(share * len(data))]) in ("text", "malformed", "no_text")


def test_pages_without_text_are_left_to_ocr() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(100, 100, 200, 200, fill=1)
        canvas.showPage()
        canvas.showPage()

    with pytest.raises(DocumentError) as caught:
        read(drawn(draw))
    assert caught.value.code == "no_text"
    assert caught.value.values["pages"] == 2


def test_an_empty_page_between_others() -> None:
    def draw(canvas: Canvas) -> None:
        sentence(canvas)
        canvas.showPage()
        canvas.showPage()
        canvas.drawString(72, 400, "The end.")

    document = read(drawn(draw))
    assert document.pages == 3
    assert told(document) == ["The dose is 5 mg.", "The end."]
    assert [block.regions[0].page for block in document.blocks] == [1, 3]
    assert document.warnings == ("pages_without_text:2",)


def test_too_many_pages() -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(1_200):
            canvas.drawString(72, 500, f"Page with finding {number}.")
            canvas.showPage()

    data = drawn(draw)
    with pytest.raises(DocumentLimitError) as caught:
        read(data, max_pages=1_000)
    assert caught.value.code == "too_many_pages"
    assert caught.value.values == {"pages": 1_200, "limit": 1_000}
    assert read(data, max_pages=1_200).pages == 1_200


def test_thousands_of_strokes_do_not_hold_the_parser_up() -> None:
    def draw(canvas: Canvas) -> None:
        sentence(canvas)
        chance = random.Random(1)  # noqa: S311
        for _ in range(20_000):
            x, y = chance.uniform(50, 500), chance.uniform(50, 450)
            canvas.line(x, y, x + chance.choice([0, 20]), y + chance.choice([0, 20]))

    assert told(read(drawn(draw))) == ["The dose is 5 mg."]


def test_odd_characters() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 500, "a\u00a0b  c \u00ad d")
        canvas.setFont("STSong-Light", 10)
        canvas.drawString(72, 400, "患者\u3000ＡＢＣ，５ mg")

    text = " ".join(told(read(drawn(draw))))
    assert "a b c" in text
    assert "ＡＢＣ，５ mg" in text
    assert text.isprintable()


def saved(document: pdfium.PdfDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_file_of_pages_from_other_files() -> None:
    whole = pdfium.PdfDocument.new()
    for text in ("First.", "Second."):
        whole.import_pages(
            pdfium.PdfDocument(drawn(lambda canvas, text=text: canvas.drawString(72, 500, text)))
        )
    assert told(read(saved(whole))) == ["First.", "Second."]


GOOD = flowed(
    [para("The dose is 5 mg once daily in adults.") for _ in range(20)]
    + [table([["a", "b"], ["c", "d"]], GRID)]
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=40))
def test_damaged_bytes_are_read_or_refused(changes: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for place, value in changes:
        data[place] = value
    assert outcome(bytes(data)) in ("text", "malformed", "no_text", "encrypted", "too_many_pages")


def plain_content() -> bytes:
    """Three pages with two columns and a table, their content streams not compressed."""
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=0)
    for _ in range(3):
        canvas.setFont("STSong-Light", 10)
        for number in range(30):
            place = (72 + number % 2 * 200, 750 - number // 2 * 14)
            canvas.drawString(*place, f"{number}. 患者应 the dose of {number} mg daily")
        grid = table([["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"]], GRID)
        grid.wrapOn(canvas, 300, 300)
        grid.drawOn(canvas, 72, 300)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


PLAIN = plain_content()
NUMBERS = [match.span() for match in re.finditer(rb"-?\d+(\.\d+)?", PLAIN)]
ODD = [
    b"0",
    b"-1",
    b"1e9",
    b"99999999",
    b"-99999999",
    b"0.00001",
    b"null",
    b"[",
    b"]",
    b"BT",
    b"q",
    b"cm",
    b"nan",
]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(NUMBERS), st.sampled_from(ODD), min_size=1, max_size=20))
def test_odd_numbers_in_the_content_are_read_or_refused(changes: dict[tuple[int, int], bytes]) -> None:
    data = PLAIN
    for (start, end), value in sorted(changes.items(), reverse=True):
        data = data[:start] + value + data[end:]
    assert outcome(data) in ("text", "malformed", "no_text", "encrypted", "too_many_pages")
