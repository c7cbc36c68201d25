"""At least, more than, at most, less than: the words around a number that say how it bounds."""

from __future__ import annotations

import re

Bound = frozenset[str]  # of "=", ">", "≥", "<", "≤"; 以上 leaves open whether the number itself is meant
EXACT: Bound = frozenset({"="})
_GE, _GT, _LE, _LT = (frozenset({sign}) for sign in ("≥", ">", "≤", "<"))
_ABOVE, _BELOW = _GE | _GT, _LE | _LT

_NOT = r"(?:not|no|never|cannot|n't) (?:be |to be |have been |have |a )?"
_BEFORE: list[tuple[Bound, str]] = [
    (_GE, rf"≥ ?|>= ?|=> ?|>or= ?|> or = ?|at least|{_NOT}(?:less|fewer|lower|younger|smaller|below|under|shorter)(?: than)?|(?:a )?minimum(?: dose)?(?: of)?|greater than or equal to|more than or equal to|"
          r"不(?:应|得|宜)?(?:低于|少于|小于|短于|早于|足少于)|至少(?:为|有|达|应为|需)?|最少(?:为)?|最低(?:为)?|大于等于|大于或等于|达到或超过|满|年满|不(?:应|得)?少"),
    (_LE, rf"≤ ?|<= ?|=< ?|<or= ?|< or = ?|at most|up to(?: a maximum of)?|{_NOT}(?:more|greater|higher|larger|longer|older|later|above|over)(?: than)?|{_NOT}exceed(?:ing|s)?|not to exceed|(?:a )?maximum(?: dose)?(?: of)?|less than or equal to|within|no later than|"
          r"不(?:应|得|宜|可)?(?:超过|高于|大于|多于|长于|超|迟于|晚于)|至多|最多|最高|最大|最长|最迟|小于等于|小于或等于|未超过"),
    (_GT, r"> ?|more than|greater than|higher than|larger than|longer than|older than|over|above|exceed(?:s|ed|ing)?(?: by)?|in excess of|"
          r"大于|超过|高于|多于|长于|超出|逾|超"),
    (_LT, r"< ?|less than|fewer than|lower than|smaller than|shorter than|younger than|under|below|"
          r"小于|低于|少于|短于|不足|未满|不满|不到|未达到?"),
    (EXACT, r"= ?|about|approximately|approx\.?|around|roughly|nearly|almost|some|约|大约|大概|近|将近|接近|约为|约占|~|≈ ?"),
]  # fmt: skip
_AFTER: list[tuple[Bound, str]] = [
    (_GE, r" ?(?:or|and) (?:more|older|greater|above|higher|longer|over|later|up)\b|及其?以上|或以上|\+"),
    (_LE, r" ?(?:or|and) (?:less|younger|fewer|below|lower|under|shorter)\b|及其?以下|或以下|及?以内|之内|内(?!科|容|分|镜|部|源)|或更(?:低|少)"),
    (_GE, r"或更(?:高|多|大|久)|(?:or|and) (?:above|over)\b"),
    (_ABOVE, r"以上|多(?=[名例个人种家项元次])|余(?=[名例个人种家项元次])"),
    (_BELOW, r"以下"),
    (EXACT, r"左右"),
]  # fmt: skip
_BEFORE_RE = [
    (bound, re.compile(rf"(?:{words})(?: of| the| a| age| ages| aged|为|到|了)? ?\(?$"))
    for bound, words in _BEFORE
]
_AFTER_RE = [(bound, re.compile(words)) for bound, words in _AFTER]
_APART = re.compile(r"(?:(至少|最少)|(至多|最多))([\u3400-\u9fff]{1,4})$")
_ASIDE = re.compile(r" ?\([^()]{1,25}\)")
_WORD_BEFORE = re.compile(r"[a-z]$")


def bound_before(lower: str, at: int) -> tuple[Bound, int] | None:
    """The bound that the words before ``at`` set, and where they begin."""
    head = lower[max(0, at - 40) : at]
    best: tuple[Bound, int] | None = None
    if apart := _APART.search(head):  # 至少保存5年
        begin = at - len(head) + apart.start()
        return (_GE if apart.group(1) else _LE), begin if apart.group(3) == "" else at
    for bound, pattern in _BEFORE_RE:
        match = pattern.search(head)
        if match is None:
            continue
        begin = at - len(head) + match.start()
        if (
            match.group()[0].isalpha()
            and match.group()[0].isascii()
            and _WORD_BEFORE.search(lower[:begin][-1:])
        ):
            continue  # "over" in "moreover"
        if best is None or begin < best[1]:
            best = (bound, begin)
    return best


def bound_after(lower: str, at: int) -> tuple[Bound, int] | None:
    """The bound that the words from ``at`` set, and where they end."""
    aside = _ASIDE.match(lower, at)  # 75 nmol/L (30 ng/mL) or less
    for bound, pattern in _AFTER_RE:
        match = pattern.match(lower, at) or (pattern.match(lower, aside.end()) if aside else None)
        if match is not None:
            return bound, match.end()
    return None


def bounds_agree(said: Bound, source: Bound) -> bool:
    """Whether one may stand for the other."""
    return bool(said & source)
