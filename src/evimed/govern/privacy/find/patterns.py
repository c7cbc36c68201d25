"""Identifiers that show by their own form: numbers with check digits, addresses of machines and mail, plates."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from evimed.govern.privacy.find import checksums
from evimed.govern.privacy.find.findings import Finding, Kind, Reason

_PLATE = "京沪粤浙苏鲁川渝津冀晋蒙辽吉黑皖闽赣豫鄂湘桂琼贵云藏陕甘青宁新"
_MOBILE = r"1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])"
_AREA = r"0(?:10|2[0-57-9]|[3-9]\d{2})"
_SECRET = r"(?:access_?token|token|password|passwd|pwd|secret|api_?key|apikey|session_?id|sid|auth|sig(?:nature)?|ticket|sign)"  # noqa: S105  -- names of parameters


@dataclass(frozen=True, slots=True)
class Pattern:
    """A form, and what must hold of its digits and letters; ``score`` with ``reason``."""

    kind: Kind
    form: re.Pattern[str]
    score: float
    reason: Reason = "pattern"
    check: Callable[[str], bool] | None = None

    def find(self, text: str) -> Iterator[Finding]:
        """Every place of the form whose check holds. Group ``v`` is the identifier where the form is wider."""
        for match in self.form.finditer(text):
            group = "v" if "v" in self.form.groupindex else 0
            start, end = match.span(group)
            # The form may have taken the next word along ("… 8931 BIC"): without it the digits may add up.
            while self.check is not None and not self.check(text[start:end]):
                end = max(text.rfind(" ", start, end), start)
                if end == start:
                    break
            if end > start:
                yield Finding(self.kind, start, end, self.score, self.reason)


def bare(value: str) -> str:
    """Digits and letters only, capital."""
    return re.sub(r"[\W_]", "", value).upper()


def _on(check: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda value: check(bare(value))


def _id_form(value: str) -> bool:
    number = bare(value)
    return len(number) in {15, 18} and checksums.id_card_form(number)


def _hkid(value: str) -> bool:
    sign = bare(value)
    letters = sign[:-7].rjust(2)
    numbers = [36 if letter == " " else ord(letter) - 55 for letter in letters] + [
        int(d) for d in sign[-7:-1]
    ]
    total = sum(number * weight for number, weight in zip(numbers, range(9, 1, -1), strict=True))
    return (total + (10 if sign[-1] == "A" else int(sign[-1]))) % 11 == 0


def _ip(value: str) -> bool:
    parts = value.split(".")
    if len(parts) == 4 and all(len(part) == 1 for part in parts):
        return False  # the number of a section: 5.3.1.4
    try:
        found = ipaddress.ip_address(value.partition("%")[0].partition("/")[0])
    except ValueError:
        return False
    return (found.version == 4 and not value.startswith("0.")) or (found.version == 6 and len(value) > 6)


def _phone_digits(value: str) -> bool:
    return (
        9 <= len(re.sub(r"\D", "", value.split("ext", maxsplit=1)[0])) <= 16
        and len(set(re.sub(r"\D", "", value))) > 2
    )


def _c(pattern: str, *, ignore: bool = False) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE if ignore else 0)


_N = r"(?<![\dA-Za-z.])(?<!\d[-/])"  # not the tail of a longer number
_E = r"(?![\dA-Za-z])(?![-.]\d)"

PATTERNS: tuple[Pattern, ...] = (
    Pattern("id_card", _c(r"(?<![\dA-Za-z])[1-9]\d{5}[ -]?(?:18|19|20)\d{2}[01]\d[0-3]\d[ -]?\d{3}[\dXx](?![\dA-Za-z])"), 0.98, "check_digit", _on(checksums.id_card)),
    Pattern("id_card", _c(r"(?<![\dA-Za-z])[1-9]\d{5}[ -]?(?:18|19|20)\d{2}[01]\d[0-3]\d[ -]?\d{3}[\dXx](?![\dA-Za-z])"), 0.6, "pattern", _id_form),
    Pattern("id_card", _c(rf"{_N}[1-9]\d{{5}}\d{{2}}[01]\d[0-3]\d{{4}}{_E}"), 0.55, "pattern", _id_form),
    Pattern("id_card", _c(r"(?<![A-Za-z0-9])[A-Z]{1,2}\d{6}\([0-9A]\)"), 0.95, "check_digit", _hkid),
    Pattern("id_card", _c(r"(?<![A-Za-z0-9])[A-Z]{1,2}\d{6}\([0-9A]\)"), 0.75),
    Pattern("id_card", _c(r"[军政参后装海空南北兰沈济成广武文士][^\W\d]{0,2}字第?\s?\d{6,8}号?"), 0.85),
    Pattern("phone", _c(rf"(?<![\dA-Za-z.])(?:\(?(?:\+|00)?86\)?[- ]?)?{_MOBILE}[- ]?\d{{4}}[- ]?\d{{4}}(?![\dA-Za-z])(?!\.\d)"), 0.9),
    Pattern("phone", _c(rf"(?<![\dA-Za-z.-])(?:(?:\+|00)86[- ]?)?(?:\({_AREA}\) ?|{_AREA}[- ])[2-8]\d{{3}}[- ]?\d{{3,4}}(?:(?: ?转 ?| ?ext\.? ?|-)\d{{2,5}})?(?![\dA-Za-z])"), 0.85),
    Pattern("phone", _c(rf"(?<![\dA-Za-z.-]){_AREA}[2-8]\d{{6,7}}(?:(?: ?转 ?|-)\d{{2,5}})?(?![\dA-Za-z])"), 0.5),
    Pattern("phone", _c(r"(?<![\w.+])\+\d{1,3}[-. ]?(?:\(0?\d{1,4}\)[-. ]?)?\d{1,5}(?:[-. ]?\d{2,5}){1,4}(?:,? ?(?:ext\.?|x) ?\d{1,5})?(?!\d)"), 0.85, "pattern", _phone_digits),
    Pattern("phone", _c(r"(?<![\w.])00(?:1|44|33|49|81|82|61|65|852|853|886|91|39|34|31|7)[ -]\d{1,4}(?:[- ]?\d{2,5}){1,3}(?!\d)"), 0.8, "pattern", _phone_digits),
    Pattern("phone", _c(r"(?<![\w.-])(?:1[-. ])?(?:\([2-9]\d{2}\) ?[2-9]\d{2}[-. ]\d{4}|[2-9]\d{2}-[2-9]\d{2}-\d{4}|[2-9]\d{2}\.[2-9]\d{2}\.\d{4})(?:,? ?(?:ext\.?|x) ?\d{1,5})?(?![\w-])(?!\.\d)"), 0.7),
    Pattern("phone", _c(r"(?<![\w.])(?:07\d{3} \d{3} ?\d{3}|0(?:20|1\d{2,3}) ?\d{3,4} \d{3,4})(?![\w-])"), 0.7),
    Pattern("bank_card", _c(rf"{_N}\d{{4}}(?:[ -]?\d{{4}}){{2}}[ -]?\d{{1,4}}(?:[ -]?\d{{1,3}})?(?![\dA-Za-z])"), 0.9, "check_digit", _on(checksums.card)),
    Pattern("bank_card", _c(rf"{_N}3[47]\d{{2}}[ -]?\d{{6}}[ -]?\d{{5}}(?![\dA-Za-z])"), 0.9, "check_digit", _on(checksums.card)),
    Pattern("iban", _c(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])"), 0.98, "check_digit", _on(checksums.iban)),
    Pattern("ssn", _c(r"(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])"), 0.8, "pattern", _on(checksums.ssn)),
    Pattern("insurance", _c(r"(?<![\w-])[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}(?![\w-])"), 0.75),
    Pattern("plate", _c(rf"[{_PLATE}][A-HJ-NP-Z][·. -]?(?:[DF][A-HJ-NP-Z0-9]\d{{4}}|\d{{5}}[DF]|[A-HJ-NP-Z0-9]{{4}}[A-HJ-NP-Z0-9挂学警港澳领使]|[A-HJ-NP-Z0-9]{{3}}[港澳领])(?![A-Za-z0-9])"), 0.85),
    Pattern("plate", _c(rf"WJ[{_PLATE}]?[·. -]?\d{{4}}[\dA-Z](?![A-Za-z0-9])|使\d{{6}}(?!\d)"), 0.8),
    Pattern("vehicle", _c(r"(?<![A-Za-z0-9])(?=[A-Z0-9]*[A-Z])(?=[A-Z0-9]*\d)[A-HJ-NPR-Z0-9]{17}(?![A-Za-z0-9])"), 0.8, "check_digit", checksums.vin),
    Pattern("email", _c(r"(?<![\w.+-])[A-Za-z0-9_][A-Za-z0-9._%+'-]{0,63} ?(?:@|\[at\]|\(at\)) ?(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}(?![A-Za-z0-9-])"), 0.95),
    Pattern("ip", _c(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?(?![\w.]*\d)(?!\.\w)"), 0.7, "pattern", _ip),
    Pattern("ip", _c(r"(?<![\w:.])(?:[0-9A-Fa-f]{1,4}:){2,7}(?::?[0-9A-Fa-f]{1,4}){1,7}(?![\w:])|(?<![\w:.])(?:[0-9A-Fa-f]{1,4}:){1,6}:(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){0,5})?(?![\w:])"), 0.8, "pattern", _ip),
    Pattern("ip", _c(r"(?<![\w:-])(?:[0-9A-Fa-f]{2}([:-]))(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![\w:-])"), 0.85),
    Pattern("url_secret", _c(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/@:'\"<>]+:[^\s/@'\"<>]+@[^\s'\"<>,;]+", ignore=True), 0.95),
    Pattern("url_secret", _c(rf"\b(?:https?|wss?|ftp)://[^\s'\"<>]*?[?&;#]{_SECRET}=[^\s'\"<>,;]+", ignore=True), 0.95),
)  # fmt: skip


def find_patterns(text: str) -> Iterator[Finding]:
    """Everything that shows by its form."""
    for pattern in PATTERNS:
        yield from pattern.find(text)
