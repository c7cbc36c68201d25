"""The reading form keeps, for each character, its place in the stored text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from evimed.knowledge.reading import read

ALPHABET = "药物试验 AB12%。，\n\u3000-"


@given(st.text(ALPHABET, max_size=80), st.data())
@settings(max_examples=300, deadline=None)
def test_every_character_was_read_from_its_offset(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    spans = [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False) if a < b]

    reading = read(text, spans, spaced=data.draw(st.booleans()))

    assert len(reading.text) == len(reading.offsets)
    assert list(reading.offsets) == sorted(reading.offsets)
    for letter, offset in zip(reading.text, reading.offsets, strict=True):
        assert text[offset] == letter or letter == " "
    kept = [c for a, b in spans for c in text[a:b] if not c.isspace()]
    assert [c for c in reading.text if c != " "] == kept


def test_line_ends_vanish_in_chinese_and_part_english_words() -> None:
    text = "收缩压下\n降了。The dose was\nhalved."

    assert read(text, [(0, 4), (5, 8)]).text == "收缩压下降了。"
    assert read(text, [(8, 20), (21, 28)]).text == "The dose was halved."
