"""Passages keep to their sections, rows are told with their columns, ids follow from the bytes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from evimed.ingest.build import DocumentBuilder, Piece
from evimed.ingest.plaintext import parse
from evimed.knowledge.passages import document_id, make_passages, stamp


def test_never_across_sections_and_of_moderate_size() -> None:
    text = "".join(
        f"# 第{n}章 内容\n\n" + "这是一段关于药物警戒工作的说明文字，用来凑足长度。" * 60 + "\n\n"
        for n in "一二三"
    )
    passages = make_passages(parse(text), "d1")

    assert len({p.section for p in passages}) == 3
    assert all(200 <= len(p.text) <= 520 for p in passages[:-1])
    assert [p.ordinal for p in passages] == list(range(len(passages)))


def test_rows_are_told_with_their_header_and_point_at_both() -> None:
    builder = DocumentBuilder("text/csv", "test/1")
    header = builder.row(["剂量", "频次"], is_header=True)
    builder.row(["10 mg", "每日一次"], header=header)
    document = builder.finish()
    (passage,) = make_passages(document, "d1")
    (row,) = passage.sentences

    assert row.text == "剂量：10 mg；频次：每日一次"
    assert row.kind == "row"
    assert document.text[slice(*row.locator.chars)] == "10 mg | 每日一次"
    assert row.header is not None
    assert document.text[slice(*row.header)] == "剂量 | 频次"


def test_a_fragment_is_read_with_its_heading() -> None:
    builder = DocumentBuilder("application/pdf", "test/1")
    builder.heading([Piece("【有效期】")], 2)
    builder.block("paragraph", [Piece("30 个月")])
    (passage,) = make_passages(builder.finish(), "d1")

    assert passage.sentences[0].text == "【有效期】30 个月"


def test_ids_follow_from_bytes_and_stamp_only() -> None:
    one, other = parse("同一份文件。"), parse("同一份文件。")

    assert document_id("ab", stamp(one)) == document_id("ab", stamp(other))
    assert document_id("ab", stamp(one)) != document_id("ac", stamp(one))
    assert [p.id for p in make_passages(one, "d1")] == [p.id for p in make_passages(other, "d1")]
    assert make_passages(one, "d1")[0].id != make_passages(one, "d2")[0].id


def test_invisible_characters_make_no_passage() -> None:
    assert make_passages(parse("# 总则\n\n\u200b\u200b\n"), "d1") == []


@given(st.text(alphabet="。.a1药 \n\u200b\ufeff\u00ad#-|*", max_size=120))
@settings(max_examples=300, deadline=None)
def test_any_text_makes_passages_whose_quotes_stand_in_it(text: str) -> None:
    for passage in make_passages(parse(text), "d1"):
        for sentence in passage.sentences:
            start, end = sentence.locator.chars
            assert text[start:end].strip()
