"""Which encoding a file is in, told by evidence."""

# ruff: noqa: S311  # repeatable chance, no secrets

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evimed.errors import DocumentError
from evimed.ingest.encoding import decode, decode_declared

LAWS = Path(__file__).parents[3] / "shared" / "data" / "cn_health_law"
SIMPLIFIED = (
    "本品用于治疗成人原发性高血压，推荐起始剂量为每日一次，每次五毫克，可根据疗效和耐受性调整剂量。"
    "对本品任何成份过敏者禁用。妊娠期妇女不宜使用，哺乳期妇女使用本品期间应停止哺乳。严重肝功能不全患者慎用。"
    "常见的不良反应包括头痛、头晕、恶心、腹泻、皮疹和下肢水肿。医疗机构发现严重不良反应应当立即报告药品监督管理部门。"
    "药品上市许可持有人应当建立药物警戒体系，开展上市后安全性研究，并按照规定提交定期安全性更新报告。"
)
TRADITIONAL = (
    "本品用於治療成人原發性高血壓，建議起始劑量為每日一次，每次五毫克，可依療效及耐受性調整劑量。"
    "對本品任何成分過敏者禁用。懷孕婦女不宜使用，授乳婦女使用本品期間應停止授乳。嚴重肝功能不全病人應小心使用。"
    "常見的不良反應包括頭痛、頭暈、噁心、腹瀉、皮疹及下肢水腫。醫療機構發現嚴重不良反應應立即通報主管機關。"
    "藥物許可證所有人應建立藥物安全監視體系，執行上市後安全性研究，並依規定繳交定期安全性報告。"
)


def snippets(text: str, length: int) -> list[str]:
    return [text[start : start + length] for start in range(0, len(text) - length, 2)]


@pytest.mark.parametrize("length", [12, 30, 80])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
def test_simplified_snippets(encoding: str, length: int) -> None:
    wrong = [text for text in snippets(SIMPLIFIED, length) if decode(text.encode(encoding))[0] != text]
    assert not wrong


@pytest.mark.parametrize("length", [12, 30, 80])
@pytest.mark.parametrize("encoding", ["utf-8", "big5", "utf-16-le"])
def test_traditional_snippets(encoding: str, length: int) -> None:
    wrong = [text for text in snippets(TRADITIONAL, length) if decode(text.encode(encoding))[0] != text]
    assert not wrong


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
def test_laws_re_encoded(encoding: str) -> None:
    if not LAWS.is_dir():
        pytest.skip("../shared/data/cn_health_law is not here")
    texts = [path.read_text(encoding="utf-8") for path in sorted(LAWS.rglob("*.md"))]
    rng = random.Random(7)
    wrong = []
    for text in texts:
        assert decode(text.encode(encoding, "ignore"))[0] == text.encode(encoding, "ignore").decode(encoding)
        for _ in range(5):
            start = rng.randrange(max(1, len(text) - 12))
            snippet = text[start : start + 12]
            if sum("\u4e00" <= char <= "\u9fff" for char in snippet) < 6:
                continue
            if decode(snippet.encode(encoding, "ignore"))[0] != snippet:
                wrong.append(snippet)
    assert not wrong


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_mark_is_believed_and_dropped(mark: str) -> None:
    assert decode("剂量 5 mg\r\n".encode(mark))[0] == "剂量 5 mg\r\n"


@pytest.mark.parametrize(
    "text",
    [
        "café crème à la carte",
        "Dose – “daily” in naïve patients’ records",
        "Über die Größe der Äpfel",
        "±5 µg/mL (25°C)",
    ],
)
def test_western(text: str) -> None:
    assert decode(text.encode("cp1252")) == (text, "cp1252")


def test_plain_english_is_never_taken_for_chinese() -> None:
    words = [
        "this",
        "is",
        "the",
        "dose",
        "of",
        "a",
        "drug",
        "in",
        "men",
        "and",
        "women",
        "at",
        "risk",
        "on",
        "an",
        "even",
        "number",
        "of",
        "bytes",
    ]
    for start in range(len(words)):
        text = " ".join(words[start:])
        for form in (text, text + "."):
            assert decode(form.encode())[0] == form


def test_english_in_utf16_without_mark() -> None:
    assert decode("Take 5 mg daily.\r\n".encode("utf-16-le")) == ("Take 5 mg daily.\r\n", "utf-16-le")
    assert decode("Take 5 mg daily.\r\n".encode("utf-16-be"))[1] == "utf-16-be"


def test_declared_charset_decides_what_evidence_cannot() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body>Доза препарата</body></html>'
    assert decode(page.encode("cp1251")) == (page, "cp1251")


def test_false_declarations_are_not_believed() -> None:
    page = '<html><head><meta charset="gb2312"></head><body>剂量与用法</body></html>'
    assert decode(page.encode("utf-8")) == (page, "utf-8")
    latin = page.replace("gb2312", "iso-8859-1")
    assert decode(latin.encode("gb18030")) == (latin, "gb18030")
    assert decode(b'<meta charset="hex"> abc')[1] == "utf-8"


def test_gb2312_declared_means_its_larger_relatives() -> None:
    assert decode_declared("朱镕基㐀".encode("gb18030"), "gb2312") == "朱镕基㐀"


def test_nul_keeps_its_place_and_line_ends_stay() -> None:
    assert decode("a\x00b\r\n剂量\n".encode())[0] == "a\ufffdb\r\n剂量\n"


def test_one_broken_byte_does_not_change_the_encoding() -> None:
    data = bytearray(SIMPLIFIED.encode("utf-8"))
    data[100] = 0xFF
    text, encoding = decode(bytes(data))
    assert encoding == "utf-8"
    assert text[:30] == SIMPLIFIED[:30]


def test_cut_in_the_middle_of_a_character() -> None:
    assert decode(SIMPLIFIED.encode("gb18030")[:-1])[0].startswith(SIMPLIFIED[:-1])


def test_binary_is_refused() -> None:
    noise = random.Random(3).randbytes(4000)
    with pytest.raises(DocumentError) as caught:
        decode(noise)
    assert caught.value.code == "not_text"


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_text_or_are_refused(data: bytes) -> None:
    try:
        text, _ = decode(data)
    except DocumentError as error:
        text = "" if error.code == "not_text" else "\x00"
    assert "\x00" not in text


@settings(max_examples=200, deadline=None)
@given(
    st.text(
        st.characters(codec="utf-8", exclude_characters="\x00\ufffd\ufeff", exclude_categories=["Cc", "Cs"]),
        min_size=1,
    )
)
def test_utf8_with_mark_round_trips(text: str) -> None:
    assert decode(text.encode("utf-8-sig"))[0] == text
