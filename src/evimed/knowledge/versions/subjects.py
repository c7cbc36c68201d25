"""What a chapter of a law treats of, and whether that is the subject of a regulation.

A later law may take up the whole subject of a regulation without naming it; then one of its chapters is
headed by that subject: 人类遗传资源 (a regulation of 2019) in “第六章 人类遗传资源与生物资源安全” of a law.
A chapter on something else of the same persons or things (药事 of 医疗机构) does not take it up: beside the
subject a heading may hold only what is done with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from evimed.knowledge.versions.articles import NUMBER

_CHAPTER: Final = re.compile(
    rf"^[ \t\u3000#*]*第\s*{NUMBER}\s*[编章]\s*(?P<zh>\S[^\n]{{0,60}}?)[ \t\u3000*]*$"
    r"|^[ \t#*]*(?:Chapter|Part|Title)\s+[\dIVX]+[.:]?\s+(?P<en>\S[^\n]{2,80}?)[ \t*]*$",
    re.MULTILINE,
)
# What is done with a subject, at the end of a name: it tells nothing of what the subject is.
_DONE: Final = re.compile(
    r"(?:(?:安全|监督|管理|保护|防治|预防|处置|处理|控制|应急|使用|规范|制度|活动|从业|工作)(?:和|与|及)?)+$"
)
_JOINED: Final = re.compile(r"[与和及、]")
_LEAST: Final = 3  # letters from which a subject tells anything


def chapters_of(text: str) -> tuple[str, ...]:
    """Headings of the chapters of a law, without numbers and blanks."""
    found = (match["zh"] or match["en"] for match in _CHAPTER.finditer(text))
    return tuple(dict.fromkeys(re.sub(r"\s+", "" if not one.isascii() else " ", one) for one in found))


def subject_of(stem: str) -> str:
    """The subject in what a regulation is about (医疗废物 of 医疗废物管理); nothing if that says little."""
    bare = _DONE.sub("", stem)
    return bare if len(bare) >= _LEAST else ""


def taken_up(chapters: Iterable[str], stem: str) -> str | None:
    """The chapter that treats of the subject of a regulation as such."""
    subject = subject_of(stem)
    if not subject:
        return None
    for chapter in chapters:
        if any(_DONE.sub("", part) == subject for part in (chapter, *_JOINED.split(chapter))):
            return chapter
    return None
