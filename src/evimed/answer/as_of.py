"""As of when a question asks: 2015年时, 修正前, "in 2015", "before the amendment"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from evimed.knowledge.tokens import fold

# A year that is asked about; not that of a version's name (2019年版, 2019年修订) or a point from which on.
_YEAR: Final = re.compile(
    r"(?<![\d-])(?P<y>(?:19|20)\d\d)\s*年\s*(?:(?P<m>\d{1,2})\s*月\s*(?:(?P<d>\d{1,2})\s*日)?)?"
    r"(?!\s*(?:度?版|修订|修正|修改|公布|发布|颁布|施行的|以来|起|以后|之后|后))"
)
_AFTER: Final = re.compile(r"\s*(?:的|当)?(?:时候?|那时|期间|的)?[\s，,、]*")
_ENGLISH: Final = re.compile(
    r"\b(?:in|as of|during|at the end of|back in|by) (?:the year )?(?P<y>(?:19|20)\d\d)\b"
    r"(?! (?:version|edition|amendment|revision))"
)
_BEFORE: Final = re.compile(
    r"(?:修正|修订|修改|废止|新法施行|新条例施行)(?:以|之)?前|旧(?:法|版|条例|办法|规定)|原(?:条例|办法|规定|《)|此前(?:的|施行)"
    r"|\bbefore (?:the |it was )?(?:amend|revis|repeal)\w*"
    r"|\b(?:former|old|previous|superseded) (?:version|act|law|regulation|text)"
)


@dataclass(frozen=True, slots=True)
class AsOf:
    """``day`` (ISO) of which a question asks; ``None``: the version before the current one."""

    day: str | None
    words: str
    rest: str  # the question without them


def as_of(question: str) -> AsOf | None:
    """The day of which ``question`` asks; ``None`` where it asks of today.

    A year alone means its last day: what the year ended with.
    """
    folded = fold(question)
    if len(folded) != len(question):
        question = folded  # places must be the same in both
    if (match := _YEAR.search(folded)) is not None:
        month, day = int(match["m"] or 12), int(match["d"] or 31)
        if 1 <= month <= 12 and 1 <= day <= 31:
            return _as_of(f"{match['y']}-{month:02d}-{day:02d}", question, *match.span())
    if (match := _ENGLISH.search(folded)) is not None:
        return _as_of(f"{match['y']}-12-31", question, *match.span())
    if (match := _BEFORE.search(folded)) is not None:
        return _as_of(None, question, *match.span())
    return None


def _as_of(day: str | None, question: str, start: int, end: int) -> AsOf:
    after = _AFTER.match(question, end)
    rest = question[:start] + question[after.end() if after is not None else end :]
    return AsOf(day, question[start:end].strip(), rest.strip(" ，,、"))
