"""An edition of a guideline or a procedure as it tells of itself: its name, its day, from when it holds.

Editions of one work share body and title but for the year or number; a later one takes the place of the
others on the day from which it holds. What has no year or number is compared with nothing: bodies give the
same title to many.
"""

from __future__ import annotations

import re
from typing import Final

from evimed.knowledge.dates import date_in
from evimed.knowledge.recommendations.issuer import issuer_of
from evimed.knowledge.versions.instrument import Instrument, family_of
from evimed.records import DocumentKind, ParsedDocument

_HEAD: Final = 1500  # characters in which it says from when it holds
_NUMBER: Final = re.compile(
    r"\b[Vv](?:ersion)?\s?\d+(?:\.\d+)*\b|第[一二三四五六七八九十\d]+版|\d+(?:st|nd|rd|th) edition"
)
_FORMER: Final = re.compile(
    r"[\[【(（]?\s*(?:已废止|已作废|作废|废止|失效|superseded|withdrawn|obsolete)\s*[\]】)）]?", re.IGNORECASE
)
_FROM: Final = re.compile(
    r"(?P<day>(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)起(?:正式)?(?:施行|实施|执行|生效)"
    r"|effective (?:date:? |from |as of |on )(?P<english>[\w ,]{6,20}\d{4}|\d{4}-\d\d-\d\d)",
    re.IGNORECASE,
)


def read_edition(
    parsed: ParsedDocument, title: str, kind: DocumentKind, version: str | None, published: str | None
) -> Instrument | None:
    """The edition that a document is; ``None`` if it does not say which edition, or of what day."""
    if kind not in ("guideline", "sop") or not version or not published or not title:
        return None
    issuer = issuer_of(parsed, title) if kind == "guideline" else ""
    if issuer == title:
        return None
    name = family_of(_NUMBER.sub("", _FORMER.sub("", title)))
    begins = _FROM.search(parsed.text[:_HEAD])
    since = date_in(begins["day"] or begins["english"]) if begins is not None else None
    return Instrument(
        title=title,
        family=f"{family_of(issuer)}:{name}",
        stem="",
        rank="edition",
        day=published,
        in_force=max(since, published) if since is not None else published,
        force_chars=begins.span() if begins is not None else None,
        repeals=(),
        basis=(),
        amends=None,
        cites=(),
        articles=(),
    )
