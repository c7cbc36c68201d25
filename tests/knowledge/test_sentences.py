"""Sentence ends in Chinese, English and mixtures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evimed.knowledge.sentences import split_sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("下降了3.5%。随后回升！是吗？", ["下降了3.5%。", "随后回升！", "是吗？"]),
        ("他说：“可以停药。”随后离开。", ["他说：“可以停药。”", "随后离开。"]),
        (
            "Smith et al. reported it. The dose was 2.5 mg.",
            ["Smith et al. reported it.", "The dose was 2.5 mg."],
        ),
        (
            "Use p.V600E carriers only. See Fig. 2 for details.",
            ["Use p.V600E carriers only.", "See Fig. 2 for details."],
        ),
        ("Take it twice (e.g. 8 a.m. and 8 p.m.). Stop if rash occurs.", None),
        ("1. Take the tablet with water.", ["1. Take the tablet with water."]),
        (
            "试验组（n=40。其中男21例）较好。对照组较差。",
            ["试验组（n=40。其中男21例）较好。", "对照组较差。"],
        ),
        ("没有句号的标题", ["没有句号的标题"]),
    ],
)
def test_boundaries(text: str, expected: list[str] | None) -> None:
    found = split(text)

    if expected is None:
        assert found[-1] == "Stop if rash occurs."
    else:
        assert found == expected


@given(st.text("。！？.!? ab药物（）”“12\n", max_size=120))
def test_nothing_is_lost(text: str) -> None:
    joined = "".join("".join(split(text)).split())

    assert joined == "".join(text.split())
