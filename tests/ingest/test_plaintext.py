"""Plain text as PDFs export it: sentences come out whole, locators point at the original characters."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evimed.ingest.plaintext import parse
from evimed.knowledge.reading import is_spaced, read
from evimed.knowledge.sentences import split_sentences
from evimed.records import ParsedDocument

SENTENCES = (
    "截至2023年底，全国共有三百七十二家医疗机构接入区域平台，较上一年度增加了五十八家。",
    "其中，二级医院占比为46.3%，社区卫生服务中心占比为31.8%，其余为专科医院和民营机构。",
    "该模型由研究院与三所大学联合研制，参数规模为一百三十亿，主要用于病历质控和辅助编码工作。",
    "在为期十二周的对照试验中，试验组收缩压平均下降了11.2毫米汞柱，安慰剂组仅下降3.4毫米汞柱。",
    "项目负责人指出，数据标准不统一是推广过程中最大的障碍，预计需要两到三年才能够逐步解决。",
)


def sentences(document: ParsedDocument) -> list[str]:
    spaced = is_spaced(document.text)
    out: list[str] = []
    for block in document.blocks:
        if block.kind in ("paragraph", "list_item"):
            reading = read(document.text, block.spans, spaced=spaced)
            out += [reading.text[start:end] for start, end in split_sentences(reading.text)]
    return out


def wrapped(text: str, width: int, *, between: str = "\n") -> str:
    return between.join(text[at : at + width] for at in range(0, len(text), width))


@pytest.mark.parametrize("width", [28, 33, 38, 42])
@pytest.mark.parametrize("between", ["\n", "\n\n", "\r\n", "\n\n\n"])
def test_hard_line_ends_and_blank_lines_inside_sentences(width: int, between: str) -> None:
    text = wrapped("".join(SENTENCES), width, between=between)

    assert sentences(parse(text)) == list(SENTENCES)


@given(st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_random_breaks_and_page_marks_never_cut_a_sentence(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311  -- reproducible noise, no secret
    text, page = "", 11
    for sentence in SENTENCES:
        at = 0
        while at < len(sentence):
            step = rng.randint(26, 40)
            text += sentence[at : at + step]
            at += step
            if rng.random() < 0.15:
                page += 1
                text += rng.choice([f"\n\n{page}\n\n", f"\n\n- {page} -\n\n", f"\n第 {page} 页 共 58 页\n"])
            elif rng.random() < 0.9:
                text += "\n"

    found = sentences(parse(text))

    assert [s for s in found if s in SENTENCES] == list(SENTENCES)


def test_blanks_between_chinese_words_are_export_noise() -> None:
    noisy = "截至 2023 年底 ， 全国 共有 372 家 医疗 机构 接入 平台 。 其中 二级 医院 占 46.3% 。"

    assert sentences(parse(noisy)) == [
        "截至2023年底，全国共有372家医疗机构接入平台。",
        "其中二级医院占46.3%。",
    ]


def test_running_heads_are_left_out_of_sentences() -> None:
    pages = [
        s[:30] + f"\n\n{n}\n\n某省卫生信息化年度报告\n\n" + s[30:] for n, s in enumerate(SENTENCES, start=3)
    ]

    assert sentences(parse("\n".join(pages))) == list(SENTENCES)


def test_markdown_left_overs() -> None:
    text = (
        "# 第一章 总体情况\n\n<!-- image -->\n![](_page_3.jpg)\n\n"
        "**核心结论**：试点覆盖了 12 个城市。\n\n- 第一批为 5 个城市；\n- 第二批为 7 个城市。\n\n"
        "| 城市 | 年份 |\n|---|---|\n| 越州 | 2021 |\n"
    )
    document = parse(text)

    assert [b.kind for b in document.blocks] == [
        "heading", "paragraph", "list_item", "list_item", "table_header", "table_row",
    ]  # fmt: skip
    assert "".join(sentences(document)[0].split()) == "核心结论：试点覆盖了12个城市。"
    row = document.blocks[-1]
    assert [text[start:end] for start, end in row.cells] == ["越州", "2021"]
    assert row.header == 4
    assert all(block.section == ("第一章 总体情况",) for block in document.blocks[1:])


def test_numbers_that_begin_a_line_are_no_headings() -> None:
    text = wrapped(
        "据测算，2023年全球生成式人工智能在医药健康领域的市场规模约为3.2亿美元，其中北美占五成以上。", 33
    )

    assert len(sentences(parse(text))) == 1


def test_a_column_of_numbers_is_not_taken_for_pages() -> None:
    text = "年份 数量\n2019\n41\n2020\n38\n2021\n45\n"

    assert any("41" in text[s:e] for b in parse(text).blocks for s, e in b.spans)


def test_table_of_contents_makes_no_sentences() -> None:
    text = (
        "目录\n第一章 概述........................3\n第二章 方法........................9\n\n" + SENTENCES[0]
    )

    assert sentences(parse(text)) == [SENTENCES[0]]


@given(st.text(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_text_parses_and_spans_lie_inside_it(text: str) -> None:
    document = parse(text)

    assert document.text == text
    for block in document.blocks:
        for start, end in (*block.spans, *block.cells):
            assert 0 <= start <= end <= len(text)


LAW = Path(__file__).resolve().parents[3] / "shared/data/cn_health_law"


@pytest.mark.skipif(not LAW.is_dir(), reason="../shared/data/cn_health_law is not here")
def test_every_article_of_a_real_law_begins_a_paragraph() -> None:
    text = next(LAW.glob("药品管理法(2019*")).read_text(encoding="utf-8")
    document = parse(text, markdown=True)

    starts = {
        text[b.spans[0][0] : b.spans[0][1]].split(" ")[0] for b in document.blocks if b.kind == "paragraph"
    }
    assert {"第一条", "第二十条", "第一百五十五条"} <= starts
    assert any(b.section[-1].endswith("药品研制和注册") for b in document.blocks if b.section)
