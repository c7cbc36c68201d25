"""Breaking lines: nothing lost, nothing too wide, whatever the text."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from evimed.surfaces.cli.wrap import visible, wrap

words = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Mn", "Me", "Mc")), max_size=300
)


@given(words, st.integers(10, 90), st.sampled_from(["", "1. ", "[12] ", "已隔离  "]))
@example("“" * 200, 10, "")
@example("剂量为20mg，" * 30, 21, "1. ")
def test_lines_fit_and_lose_nothing(text, width, first):
    lines = wrap(text, width, first)
    assert all(cell_len(line) <= width for line in lines)
    shown = "".join("".join(line.split()) for line in lines)
    assert shown == "".join((first + visible(text)).split())


def test_marks_stay_with_their_characters():
    lines = wrap("推荐剂量为二十毫克，每日一次（与晚餐同服）。" * 5, 30)
    assert not [line for line in lines if line[0] in "，。）"]
    assert not [line for line in lines if line.endswith("（")]


def test_words_are_not_broken():
    assert wrap("eGFR 30-44 mL/min/1.73m² requires adjustment", 20) == [
        "eGFR 30-44",
        "mL/min/1.73m²",
        "requires adjustment",
    ]


def test_a_document_cannot_steer_the_terminal():
    text = "safe\x1b[2J\x9b31m\u202egnol\x07\tend\n"
    assert "\x1b" not in visible(text)
    assert len(visible(text)) == len(text), "positions stay true"
    assert not any(ord(character) < 32 for line in wrap(text, 40) for character in line)
