"""Marked topics are read with their places, and a fault names its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from evimed.errors import InputError
from evimed.govern.evaluate.marked_topics import read_topics

TOPIC = """=== gout | Acute gout | en
--- A | Northlake College (NC) | Acute gout | 2014
Treatment
<a1>Start within 24 hours.</a1> It works. <a2>Colchicine is first.</a2>
--- B | Southvale Society (SS) | Gout in practice | 2012
<b1>Start within 72 hours.</b1>
<b2>Any of three drugs will do.</b2>
=== links
a1 b1 timing | A: 24 h; B: 72 h
a2 b1,b2 choice,strength
"""


def _write(folder: Path, text: str) -> Path:
    (folder / "one.txt").write_text(text, encoding="utf-8")
    return folder


def test_marks_are_places_in_the_text_without_marks(tmp_path: Path) -> None:
    (topic,) = read_topics(_write(tmp_path, TOPIC))
    first = topic.guidelines[0]
    assert [first.text[a:b] for a, b in first.marks.values()] == [
        "Start within 24 hours.",
        "Colchicine is first.",
    ]
    assert "<a1>" not in first.text
    assert (topic.id, topic.title, topic.language) == ("gout", "Acute gout", "en")


def test_one_line_may_link_several_statements(tmp_path: Path) -> None:
    (topic,) = read_topics(_write(tmp_path, TOPIC))
    links = {(link.one, link.other): link for link in topic.links}
    assert set(links) == {("a1", "b1"), ("a2", "b1"), ("a2", "b2")}
    assert links["a2", "b2"].labels == {"choice", "strength"}
    assert links["a1", "b1"].differs
    assert links["a1", "b1"].note == "A: 24 h; B: 72 h"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("a1 b1 timing", "a1 b9 timing", 9),
        ("a1 b1 timing", "a1 a2 timing", 9),
        ("a1 b1 timing", "a1 b1 agree,timing", 9),
        ("a1 b1 timing", "a1 b1 sometimes", 9),
        ("a1 b1 timing", "a1 timing", 9),
        ("<b2>", "<b1>", 5),
        ("<a2>", "<b2>", 2),
        ("--- A | Northlake College (NC) | Acute gout | 2014", "--- A | Northlake College (NC) | 2014", 2),
        ("=== gout | Acute gout | en", "=== gout | en", 1),
    ],
)
def test_a_fault_names_its_line(tmp_path: Path, old: str, new: str, line: int) -> None:
    changed = TOPIC.replace(old, new).replace("</b2>", "</b1>" if new == "<b1>" else "</b2>")
    with pytest.raises(InputError) as caught:
        read_topics(_write(tmp_path, changed))
    assert caught.value.code == "marked_topics_invalid"
    assert caught.value.values["line"] == line


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_topics(_write(tmp_path, ""))
