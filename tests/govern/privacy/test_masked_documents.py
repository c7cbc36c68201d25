"""Masked documents: every offset counts in the masked text, and nothing of the original is left in it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evimed.govern.privacy.masking import mask_document
from evimed.govern.privacy.pseudonyms import Pseudonyms
from evimed.ingest.build import DocumentBuilder, Piece
from evimed.ingest.parse import parse
from evimed.knowledge.passages import make_passages
from evimed.knowledge.reading import read
from evimed.records import ParsedDocument

OURS = Pseudonyms(b"1" * 32)
PARTS = [
    "患者姓名：王建国。",
    "住院号0012345，血钾 4.1 mmol/L。",
    "电话13812345678",
    "无过敏史。",
    "Patient: John Smith, MRN A1234567.",
]


def built(paragraphs: list[list[str]]) -> ParsedDocument:
    builder = DocumentBuilder("text/plain", "test/1")
    builder.heading([Piece("王建国的病历")], 1)
    for number, pieces in enumerate(paragraphs):
        builder.block("paragraph", [Piece(text, 1, (0.0, number * 20.0, 9.0, 9.0)) for text in pieces])
    header = builder.row(["姓名", "住院号", "血钾"], is_header=True)
    builder.row(["王建国", "0012345", "4.1"], header=header)
    return builder.finish(title="王建国 入院记录")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PARTS), min_size=1, max_size=3), max_size=4))
def test_spans_of_a_masked_document_hold_the_masked_words(paragraphs: list[list[str]]) -> None:
    before = built(paragraphs)
    after, findings = mask_document(before, OURS)
    assert findings
    for secret in ("王建国", "0012345", "13812345678", "John Smith", "A1234567"):
        assert secret not in after.text
        assert secret not in str(after.title)
        assert all(secret not in " ".join(block.section) for block in after.blocks)
    assert len(after.blocks) == len(before.blocks)
    for old, new in zip(before.blocks, after.blocks, strict=True):
        was, now = read(before.text, old.spans).text, read(after.text, new.spans).text
        plain = [word for word in ("无过敏史", "血钾", "4.1") if word in was]
        assert all(word in now for word in plain)
        edges = [edge for span in new.spans for edge in span]
        assert edges == sorted(edges)
        assert edges[-1] <= len(after.text)
        assert [after.text[a:b] for a, b in new.cells if b > a] == [
            after.text[a:b].strip() for a, b in new.cells if b > a
        ]


def test_quotations_of_a_masked_document_are_substrings_of_its_text() -> None:
    after, _ = mask_document(built([PARTS[:2], PARTS[2:]]), OURS)
    for passage in make_passages(after, "d1"):
        for sentence in passage.sentences:
            start, end = sentence.locator.chars
            assert after.text[start:end].strip()


def test_a_number_broken_over_two_lines_is_one_number() -> None:
    builder = DocumentBuilder("application/pdf", "test/1")
    builder.block(
        "paragraph",
        [Piece("请拨打联系电话138123", 1, (0.0, 0.0, 9.0, 9.0)), Piece("45678预约", 1, (0.0, 9.0, 9.0, 9.0))],
    )
    after, findings = mask_document(builder.finish(), OURS)
    assert [one.kind for one in findings] == ["phone"]
    assert "45678" not in after.text
    assert after.blocks[0].spans[1][0] < after.blocks[0].spans[1][1]


@pytest.mark.parametrize("markdown", ["# 王建国\n\n电话：13812345678\n", "姓名,电话\n王建国,13812345678\n"])
def test_files_are_masked_as_they_are_parsed(markdown: str) -> None:
    name = "a.csv" if "," in markdown else "a.md"
    after, _ = mask_document(parse(markdown.encode(), name), OURS)
    assert "13812345678" not in after.text
    assert "+mask/1-" in after.parser
