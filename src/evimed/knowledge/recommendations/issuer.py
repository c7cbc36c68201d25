"""The body that gives a guideline, and what the guideline says it replaces, read where they stand."""

from __future__ import annotations

import re

from evimed.records import ParsedDocument

_HEAD = 1500  # characters in which a guideline names its body
_DEVELOPER = re.compile(
    r"^[-*\s]*(?:developer|organi[sz]ation|issued by|published by|author|制定单位|制定者|发布单位|起草单位"
    r"|主编单位)s?\s*[:：]\s*(?P<name>[^\n]{2,160})$",
    re.IGNORECASE | re.MULTILINE,
)
_NAME = re.compile(
    r"(?:[A-Z][\w.'&/-]*(?:,? (?:of|for|the|and|on|in|&|[A-Z][\w.'&/-]*))*? )?(?:Task Force|Society"
    r"|Association|College|Academy|Committee|Department|Foundation|Institute|Federation"
    r"|Organi[sz]ation|Centers?|Council|Ministry|Working Group|Network)(?: (?:of|for|the|and|on|in|&"
    r"|[A-Z][\w.'&/-]*))*(?: \([A-Z][\w/-]{1,9}\))?"
    r"|[\u4e00-\u9fff]{2,24}(?:学会|协会|协作会|分会|委员会|专家组|工作组|卫生健康委"
    r"|疾控中心)(?:（[A-Z][\w/-]{1,9}）)?"
)
_SUPERSEDES = re.compile(
    r"\b(?:updates?|replaces?|supersedes?|revises?) (?:a |the )?(?:previous|prior|earlier"
    r"|former)?[^.\n]{0,30}?(?:versions?|guidelines?|edition|statement"
    r"|recommendations?)[^\n]{0,20}?[:,]?\s*(?P<en>[^\n]{10,200})"
    r"|(?:替代|代替|取代)(?P<zh>《[^》]{2,60}》)",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"\(([A-Z][A-Za-z/-]{1,9})\)|（([A-Z][A-Za-z/-]{1,9})）")


def issuer_of(parsed: ParsedDocument, title: str) -> str:
    """Name of the body, as it stands; the title where none does."""
    head = parsed.text[:_HEAD]
    named = _DEVELOPER.search(head)
    if named is not None:
        return re.split(r"\s+-\s+", named["name"].strip())[0]
    found = _NAME.search(title) or _NAME.search(re.sub(re.escape(title), "", head) if title else head)
    return " ".join(found.group().split()) if found is not None else title


def supersedes_of(parsed: ParsedDocument) -> str | None:
    """What the guideline says it replaces, in its own words."""
    match = _SUPERSEDES.search(parsed.text[: 2 * _HEAD])
    return (match["en"] or match["zh"]).strip() if match is not None else None


def names_of(issuer: str, parsed: ParsedDocument) -> frozenset[str]:
    """Lower-case names by which the body speaks of itself: its name, the letters it gives for it."""
    names = {issuer.lower()}
    initials = "".join(word[0] for word in re.findall(r"[A-Z][\w.]*", issuer) if word[0].isupper())
    if len(initials) > 1:
        names.add(initials.lower())
    names |= {(one or two).lower() for one, two in _ACRONYM.findall(issuer)}
    place = parsed.text.find(issuer)
    if place >= 0:
        after = _ACRONYM.match(parsed.text[place + len(issuer) : place + len(issuer) + 14].lstrip())
        if after is not None:
            names.add((after[1] or after[2]).lower())
    if re.search(r"veterans|defense", issuer, re.IGNORECASE):
        names.add("va/dod")
    if "preventive services task force" in issuer.lower():
        names |= {"uspstf", "preventive services task force"}
    return frozenset(names)
