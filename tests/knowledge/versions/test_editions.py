"""Editions of guidelines and procedures. All of these are invented."""

from __future__ import annotations

from evimed.ingest.parse import parse
from evimed.knowledge.describe import describe
from evimed.knowledge.versions.edition import read_edition
from evimed.knowledge.versions.instrument import Instrument
from evimed.knowledge.versions.shelf import Shelf, Text
from evimed.records import Document


def _read(title: str, *lines: str) -> Instrument | None:
    parsed = parse("\n\n".join((f"# {title}", *lines)).encode(), "one.md")
    told = describe(parsed)
    return read_edition(parsed, told.title or "", "guideline", told.version, told.published)


def _text(name: str, one: Instrument) -> Text:
    document = Document(name, "l", one.title, name, "guideline", "zh", "", 0, "", "")
    return Text(document, one, one.day, one.in_force)


BODY = "海角痛风防治协作会（HGC）"


def test_a_later_edition_takes_the_place_of_the_former_from_its_day_on() -> None:
    old = _read("成人痛风管理指南（2018 年版） 已废止", BODY, "2018 年 6 月 15 日发布")
    new = _read("成人痛风管理指南（2024 年版）", BODY, "2024 年 9 月 30 日发布　2024 年 11 月 1 日起实施")
    assert old is not None
    assert new is not None
    assert old.family == new.family
    assert new.in_force == "2024-11-01"
    texts = [_text("old", old), _text("new", new)]
    assert list(Shelf(texts, "2024-11-02").replaced) == ["old"]
    assert Shelf(texts, "2024-10-31").replaced == {}


def test_the_same_title_of_another_body_is_another_work() -> None:
    one = _read("成人痛风管理指南（2018 年版）", BODY, "2018 年 6 月 15 日发布")
    other = _read("成人痛风管理指南（2024 年版）", "北岭风湿病学会", "2024 年 9 月 30 日发布")
    assert one is not None
    assert other is not None
    assert one.family != other.family


def test_without_an_edition_or_a_body_nothing_is_compared() -> None:
    assert _read("Final recommendation statement", "Task Force of the Cape (TFC)", "June 2018") is None
    assert _read("成人痛风管理指南（2018 年版）", "2018 年 6 月 15 日发布") is None


def test_a_procedure_is_one_work_whatever_its_number() -> None:
    def read(title: str, day: str) -> Instrument | None:
        parsed = parse(f"# {title}\n\n生效日期 {day}".encode(), "one.md")
        return read_edition(parsed, title, "sop", "V", day)

    first = read("SOP-QA-007 校准规程 V2.0", "2022-01-01")
    second = read("SOP-QA-007 校准规程 V3.0", "2025-04-01")
    other = read("SOP-QA-008 校准规程 V3.0", "2025-04-01")
    assert first is not None
    assert second is not None
    assert other is not None
    assert first.family == second.family
    assert other.family != second.family
