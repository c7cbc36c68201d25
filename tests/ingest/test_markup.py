"""Web pages."""

from __future__ import annotations

import pytest
from ingest_files import HTML

from evimed.errors import DocumentError
from evimed.ingest.parse import parse
from evimed.records import ParsedDocument


def read(body: str, head: str = "") -> ParsedDocument:
    return parse(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), "a.html")


def told(document: ParsedDocument) -> list[tuple[str, str]]:
    return [
        (block.kind, "\n".join(document.text[start:end] for start, end in block.spans))
        for block in document.blocks
    ]


def test_page_with_metadata() -> None:
    parsed = parse(HTML.encode(), "a.html")
    assert (parsed.title, parsed.language, parsed.published) == ("阿司匹林说明书", "zh", "2024-03-05")
    assert told(parsed) == [
        ("heading", "用法用量"),
        ("paragraph", "成人每次 100 mg。"),
        ("list_item", "饭后服用"),
        ("table_header", "组别 | 剂量"),
        ("table_row", "成人 | 100 mg"),
    ]
    assert parsed.blocks[-1].section == ("用法用量",)


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ('<meta name="citation_publication_date" content="2023/5/1">', "2023-05-01"),
        ('<meta name="DCTERMS.issued" content="2021-11">', "2021-11-01"),
        ('<meta name="dc.date" content="2024年3月5日">', "2024-03-05"),
        ('<meta name="date" content="soon">', None),
        ('<meta name="date" content="2024-13-45">', None),
    ],
)
def test_dates(head: str, day: str | None) -> None:
    assert read("<p>x</p>", head).published == day


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>bad</script>", "<style>bad</style>", "<!-- bad -->", "<nav>bad</nav>",
        "<footer>bad</footer>",
        "<aside>bad</aside>", '<div style="display: none">bad</div>', "<p hidden>bad</p>",
        "<template>bad</template>",
        '<div role="navigation">bad</div>', '<span aria-hidden="true">bad</span>', "<noscript>bad</noscript>",
        "<header><p>bad</p></header>", "<del>bad</del>", '<ul><li hidden>bad</li></ul>',
        '<table><tr><td>a</td><td>b<span style="visibility:hidden">bad</span></td></tr></table>',
    ],
)  # fmt: skip
def test_what_a_reader_does_not_read_is_left_out(hidden: str) -> None:
    assert "bad" not in read(f"<p>前</p>{hidden}<p>后</p>").text


def test_a_page_of_boilerplate_alone_is_kept() -> None:
    assert told(read("<nav><p>目录</p></nav>")) == [("paragraph", "目录")]


def test_nested_and_numbered_lists() -> None:
    parsed = read("<ol start=3><li>甲<ul><li>甲一</li></ul></li><li value=7>乙</li><li>丙</li></ol>")
    assert [text for _, text in told(parsed)] == ["3. 甲", "甲一", "7. 乙", "8. 丙"]


def test_definitions() -> None:
    parsed = read("<dl><dt>禁忌</dt><dd>对本品过敏者</dd><dt>用法</dt><dd><ul><li>口服</li></ul></dd></dl>")
    assert told(parsed) == [("list_item", "禁忌: 对本品过敏者"), ("paragraph", "用法"), ("list_item", "口服")]


def test_table_with_spans_and_caption() -> None:
    parsed = read(
        "<table><caption>表 1</caption><thead><tr><th rowspan=2>系统</th><th colspan=2>例数</th></tr>"
        "<tr><th>n</th><th>%</th></tr></thead><tbody><tr><td rowspan=2>心脏</td><td>5</td><td>2.1</td></tr>"
        "<tr><td>7</td><td>3.0</td></tr><tr><td colspan=3>血管</td></tr></tbody></table>"
    )
    assert told(parsed) == [
        ("caption", "表 1"),
        ("table_header", "系统 | 例数 n | 例数 %"),
        ("table_row", "心脏 | 5 | 2.1"),
        ("table_row", "心脏 | 7 | 3.0"),
        ("table_row", "血管"),
    ]
    assert parsed.blocks[-1].header is None


def test_layout_tables_are_read_as_text() -> None:
    parsed = read("<table><tr><td><p>甲。</p><p>乙。</p></td></tr></table>")
    assert told(parsed) == [("paragraph", "甲。"), ("paragraph", "乙。")]


def test_inline_text() -> None:
    parsed = read(
        "<p>计数 &ge;10<sup>9</sup>/L，CO<sub>2</sub>&nbsp;正常，中文\n换行，<b>粗</b>体<br>第二行</p>尾巴"
    )
    assert told(parsed) == [
        ("paragraph", "计数 ≥10⁹/L，CO2 正常，中文换行，粗体\n第二行"),
        ("paragraph", "尾巴"),
    ]


def test_preformatted_and_figure() -> None:
    parsed = read("<pre>a  b\nc</pre><figure><img><figcaption>图 1 血压</figcaption></figure>")
    assert told(parsed) == [("paragraph", "a  b\nc"), ("caption", "图 1 血压")]


@pytest.mark.parametrize("tag", ["div", "span", "ul><li", "table><tr><td", "b", "blockquote"])
def test_depth_is_survived(tag: str) -> None:
    opening, closing = f"<{tag}>", "".join(f"</{part}>" for part in reversed(tag.split("><")))
    try:
        parsed = read("<p>前</p>" + opening * 5000 + "深" + closing * 5000)
    except DocumentError as error:
        told_why = error.code in {"damaged", "too_deep", "no_text"}
    else:
        told_why = "前" in parsed.text
    assert told_why


def test_mislabelled_page() -> None:
    parsed = parse(HTML.encode(), "report.pdf")
    assert (parsed.mime, parsed.warnings) == ("text/html", ("mislabelled:html",))


def test_pages_in_chinese_encodings() -> None:
    for encoding in ("gb18030", "utf-16", "utf-8"):
        assert "成人每次" in parse(HTML.encode(encoding), "a.html").text
