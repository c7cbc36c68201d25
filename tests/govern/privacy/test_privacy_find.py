"""Identifiers are found where they stand, whatever they are dressed in, and what is public is left alone."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evimed.govern.evaluate.privacy import PrivacySuite
from evimed.govern.privacy.find import checksums, find

SET = Path(__file__).resolve().parents[2] / "data" / "privacy"


def kinds(text: str) -> list[tuple[str, str]]:
    return [(one.kind, text[one.start : one.end]) for one in find(text)]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("身份证11010119900307109X，已核对", "id_card", "11010119900307109X"),
        ("证件 １１０１０１１９９００３０７１０９Ｘ", "id_card", "１１０１０１１９９００３０７１０９Ｘ"),
        ("电话(+86)13835050084", "phone", "(+86)13835050084"),
        ("住院号ZY0012345，床号12", "medical_record", "ZY0012345"),
        ("姓    名：王建国  性别：男", "name", "王建国"),
        ("签名：  刘  洋", "name", "刘  洋"),
        ("患者欧阳子轩因发热入院", "name", "欧阳子轩"),
        ("家住广州市天河区天河路385号太古汇1座", "address", "广州市天河区天河路385号太古汇1座"),
        ("患者，女，95岁，独居", "age_over_89", "95岁"),
        ("救护车沪AD12345到达", "plate", "沪AD12345"),
        ("GB82 WEST 1234 5698 7654 32 BIC ABCDEFGH", "iban", "GB82 WEST 1234 5698 7654 32"),
        ("card 4111 1111 1111 1111 exp 09/27", "bank_card", "4111 1111 1111 1111"),
        ("NHS no 943 476 5919", "nhs", "943 476 5919"),
        ("Dear Mr. O'Connor, your results", "name", "O'Connor"),
        ("lives at 10 Downing Street, London SW1A 2AA with", "address", "10 Downing Street, London SW1A 2AA"),
        ("see https://u:secret@host.example/x now", "url_secret", "https://u:secret@host.example/x"),
    ],
)
def test_identifiers_are_found_with_their_exact_span(text: str, kind: str, value: str) -> None:
    assert (kind, value) in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "口服，一次100 mg，一日3次；批准文号：国药准字H20051234；批号 20210304",
        "试验注册号：ChiCTR2000031234；NCT04280705；EudraCT 2019-001234-12",
        "王建国, 李明, 张晓东. 新型口服抗凝药的应用进展[J]. 中华心血管病杂志, 2020, 48(3): 210-215.",
        "Smith J, Doe A, et al. N Engl J Med 2020;382:1213-24. doi:10.1056/NEJMoa1911303",
        "《中华人民共和国药品管理法》2019年8月26日修订；国药监药注〔2020〕12号",
        "马应龙麝香痔疮膏、王氏保赤丸；高血压患者应用白芍、黄芩各9 g",
        "年龄≥90岁的患者数据有限。Patients aged 90 years or older; software version 3.10.2.14; see 5.3.1.4",
        "生产地址：江苏省连云港市经济技术开发区昆仑山路7号 电话：0518-81220000 生产企业：某某制药",
        "Blood pressure is 128/72; call Poison Control at 1-800-222-1222",
    ],
)
def test_what_is_public_is_left_alone(text: str) -> None:
    assert kinds(text) == []


def test_columns_say_what_their_cells_are() -> None:
    text = "姓名 | 住院号 | 诊断\n王芳 | 00123 | 高血压\n李明 | 00124 | 糖尿病\n"
    assert kinds(text) == [
        ("name", "王芳"),
        ("medical_record", "00123"),
        ("name", "李明"),
        ("medical_record", "00124"),
    ]


def test_signs_that_do_not_show_hide_nothing() -> None:
    hidden = "电话1381\u200b234\u200b5678"
    assert kinds(hidden) == [("phone", "1381\u200b234\u200b5678")]


@given(
    st.text(
        alphabet=st.sampled_from("患者姓名王建国：:，。 \n|\t1390-()ABab@.岁年月日号省市路X"), max_size=200
    )
)
def test_findings_are_ordered_apart_and_inside_the_text(text: str) -> None:
    found = find(text)
    edges = [place for one in found for place in (one.start, one.end)]
    assert edges == sorted(edges)
    assert all(0 <= one.start < one.end <= len(text) and 0 < one.score <= 1 for one in found)
    assert all(left.end <= right.start for left, right in pairwise(found))


@given(st.from_regex(r"[1-9]\d{16}", fullmatch=True), st.integers(0, 16), st.integers(1, 9))
def test_a_wrong_digit_is_seen_by_the_check_digit(body: str, place: int, change: int) -> None:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    body = "11010119900307" + body[14:]
    number = body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]
    assert checksums.id_card(number)
    other = number[:place] + str((int(number[place]) + change) % 10) + number[place + 1 :]
    assert not checksums.id_card(other)


@given(st.from_regex(r"\d{6,18}", fullmatch=True))
def test_one_of_ten_last_digits_completes_a_card(body: str) -> None:
    assert sum(checksums.luhn(body + str(digit)) for digit in range(10)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "1" * 20_000,
        "患者" * 8_000,
        "a.b@" * 5_000,
        "(" * 20_000,
        "路号省市" * 4_000,
        "A, " * 6_000,
        "1:" * 8_000,
    ],
)
def test_no_text_makes_it_slow(text: str) -> None:
    begun = time.process_time()
    find(text)
    assert time.process_time() - begun < 10  # a pattern that backtracks takes minutes


def test_recall_and_precision_on_the_published_set() -> None:
    report = PrivacySuite().run(SET, None, lambda done, total: None)
    goals = [measure for measure in report.measures if measure.at_least is not None]
    assert len(goals) == 4
    assert report.met, [measure.to_json() for measure in goals]
