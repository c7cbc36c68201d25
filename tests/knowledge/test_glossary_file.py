"""The bilingual glossary: every line reads, and no line says nothing or says it twice."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

PATH = Path(__file__).resolve().parents[2] / "src" / "evimed" / "knowledge" / "glossary.tsv"
LINES = PATH.read_text(encoding="utf-8").split("\n")
CONCEPTS = [(number, line) for number, line in enumerate(LINES, 1) if line and not line.startswith("#")]
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
LEAST = 2_200
MOST_FORMS = 8
LONGEST_FORM = 40
# Words that every document holds.
_ENGLISH = "be have do is a an the of and or in to can may as it all"
TOO_GENERAL = frozenset((*_ENGLISH.split(" "), *"的有是在和了不为与"))


def sides(line: str) -> tuple[list[str], list[str]]:
    english, chinese = line.split("\t")
    return english.split("; "), chinese.split("；")


def test_it_ends_with_one_newline_and_has_no_blank_line() -> None:
    assert LINES[-1] == ""
    assert "" not in LINES[:-1]
    assert not PATH.read_bytes().startswith(b"\xef\xbb\xbf")
    assert not any("\r" in line for line in LINES)


def test_it_covers_enough() -> None:
    assert len(CONCEPTS) >= LEAST


def test_a_concept_has_one_tab_and_a_heading_none() -> None:
    assert [number for number, line in CONCEPTS if line.count("\t") != 1] == []
    assert [line for line in LINES if line.startswith("#") and "\t" in line] == []


def test_no_line_comes_twice() -> None:
    assert [line for line, times in Counter(line for _, line in CONCEPTS).items() if times > 1] == []


@pytest.mark.parametrize("side", [0, 1], ids=["English", "Chinese"])
def test_forms_are_whole(side: int) -> None:
    wrong: list[tuple[int, str]] = []
    for number, line in CONCEPTS:
        forms = sides(line)[side]
        folded = [unicodedata.normalize("NFKC", form).lower() for form in forms]
        if not 1 <= len(forms) <= MOST_FORMS or len(set(folded)) != len(folded):
            wrong.append((number, line))
        wrong += [
            (number, form)
            for form in forms
            if not form or form != form.strip() or len(form) > LONGEST_FORM or form.lower() in TOO_GENERAL
        ]
    assert wrong == []


def test_english_has_no_chinese_nor_its_punctuation() -> None:
    assert [(number, form) for number, line in CONCEPTS for form in sides(line)[0] if HAN.search(form)] == []
    assert [(number, line) for number, line in CONCEPTS if re.search("[；，。]", line.split("\t")[0])] == []


def test_chinese_has_chinese_and_no_english_separator() -> None:
    assert [(n, line) for n, line in CONCEPTS if not HAN.search(line.split("\t")[1])] == []
    assert [(n, line) for n, line in CONCEPTS if ";" in line.split("\t")[1]] == []
