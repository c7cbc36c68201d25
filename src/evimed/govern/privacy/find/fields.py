"""Identifiers that stand after the name of their field, or below it in a column."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evimed.govern.privacy.find.addresses import after_label
from evimed.govern.privacy.find.dates import DATE
from evimed.govern.privacy.find.findings import Finding, Kind
from evimed.govern.privacy.find.labels import FIELDS, kind_of_heading
from evimed.govern.privacy.find.names import name_in_cell
from evimed.govern.privacy.find.patterns import find_patterns

# What may stand between a label and its value: colons, brackets, quotation marks, "is", a unit in brackets.
_BETWEEN = r"[\"'”’*】\])]*\s{0,8}(?:\([^()\n\d]{1,12}\)\s{0,3})?(?:[:=>#]|是|为|(?:is|was)(?=\s)|:\s*#)?\s{0,8}[\"'“‘<(【\[]{0,2}"
_CODE = r"(?=[A-Za-z\d/-]*\d)[A-Za-z\d](?:[A-Za-z\d]|[-_/](?=[A-Za-z\d])){2,24}"
_DIGIT_GROUPS = r"\d(?:[ -]?\d){4,24}"

# The form a value of each kind takes once its label has said what it is.
_VALUES: dict[Kind, str] = {
    "medical_record": _CODE,
    "insurance": rf"[A-Z]?\d{{6}}[- ]\d{{4,12}}|{_CODE}",
    "id_card": rf"[1-9]\d{{5}}[ -]\d{{8}}[ -]\d{{3}}[\dXx]|[A-Z]{{1,2}}\d{{6}}\([\dA]\)|[157]\d{{6}}\(\d\)|[^\W\d_]{{1,2}}字第?\s?\d{{5,10}}号?|{_CODE}",
    "passport": r"[A-Z]{0,3}\d{6,9}|[A-Z]{1,2}[A-Z]?\d{6,8}|\d{2}[A-Z]{2}\d{5}",
    "travel_permit": r"[A-Z]{0,2}\d{7,10}(?:\([\dA-Z]\))?",
    "bank_card": r"\d{4}(?:[ -]?\d{2,6}){2,5}|\d{8,24}",
    "phone": r"\(?\+?\d[\d() .-]{5,22}\d(?:(?: ?转 ?| ?ext\.? ?| ?x ?)\d{1,5})?",
    "account": r"(?=[\w.-]*\d)[A-Za-z\d][\w.-]{3,29}|[a-zA-Z][\w-]{5,19}(?=\W|$)",
    "licence": r"(?=[A-Z\d -]*\d{4})[A-Z]{0,3}-?\d[A-Z\d]*(?:[ -]\d{2,6}){0,3}",
    "vehicle": r"[A-HJ-NPR-Z\d]{6,17}",
    "plate": r"[^\W\d_]?[A-Z]{1,3}[· -]?[A-Z\d]{3,7}[^\W\d_]?",
    "device": r"(?=[A-Za-z\d-]*\d{3})[A-Za-z\d][A-Za-z\d-]{4,24}",
    "ssn": r"\d{3}[- ]?\d{2}[- ]?\d{4}|[Xx*]{3}-[Xx*]{2}-\d{4}",
    "nhs": r"\d{3}[ -]?\d{3}[ -]?\d{4}",
    "birth_date": DATE,
    "email": r"[\w.+-]+ ?@ ?[\w.-]+\.\w{2,}",
    "ip": r"(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}",
    "age_over_89": r"(?:9\d|1[0-2]\d)(?= ?(?:岁|周岁|years?|yrs?|y/?o|\W|$))(?!\s*(?:岁|years)?\s*(?:以上|及以上|or older|and older|or over|and over|[-~至to]+\s*\d))",
}
_WHOLE = r"(?:(?<![A-Za-z])|(?![A-Za-z]))"  # an English label is a whole word
_SCANNERS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"(?:(?<![A-Za-z])|(?<=_))(?:{words}){_WHOLE}(?P<b>{_BETWEEN})(?P<v>{_VALUES[kind]})(?![A-Za-z\d])", re.IGNORECASE))
    for kind, words in FIELDS
    if kind in _VALUES
)  # fmt: skip
_ADDRESS = re.compile(
    rf"(?<![A-Za-z])(?:{'|'.join(words for kind, words in FIELDS if kind == 'address')}){_WHOLE}{_BETWEEN}",
    re.IGNORECASE,
)
_DELIMITERS = ("|", "\t", ",")
_POSTCODE = re.compile(r"(?:邮政编码|邮编|post ?code|zip(?: ?code)?)\s*[:=]?\s*(?P<v>\d{6}(?!\d)|\d{5}(?:-\d{4})?(?!\d)|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})", re.IGNORECASE)  # fmt: skip
_WORDED_DATE = re.compile(r"\b[A-Z][a-z]{2,8}\.? \d{1,2}, (?:19|20)\d{2}\b")
_NEARBY: tuple[tuple[Kind, str, str], ...] = (
    ("passport", r"护照|passport", r"(?<![A-Za-z\d])(?:[A-Z]{1,2}\d{7,8}|[A-Z]{2}\d{6,7})(?![A-Za-z\d])"),
    ("travel_permit", r"通行证|回乡证|台胞证", r"(?<![A-Za-z\d-])[A-Z]{0,2}\d{8,10}(?![A-Za-z\d-])"),
)
_NEAR = 14  # characters
_LONGEST_HEAD = 24  # characters of a column's name, where commas part them as they part clauses


def find_fields(text: str) -> Iterator[Finding]:
    """Values right after a label, in running text, forms, JSON and mark-up."""
    for kind, scanner in _SCANNERS:
        for match in scanner.finditer(text):
            start, end = match.span("v")
            if plausible(kind, match["v"]):
                # 台胞证号 is more than 证号: of two labels before one value the longer says what it is.
                label = match.start("b") - match.start()
                yield Finding(kind, start, end, 0.92 + min(label, 30) / 1000, "label")
    for match in _ADDRESS.finditer(text):
        span = after_label(text, match.end(), strict=match.group()[-1] not in ":=\"'>（(“")
        if span is not None:
            yield Finding("address", *span, 0.9, "label")
    for match in _POSTCODE.finditer(text):
        yield Finding("address", *match.span("v"), 0.85, "label")
    for kind, word, form in _NEARBY:
        for place in re.finditer(word, text, re.IGNORECASE):
            for match in re.compile(form).finditer(text, max(0, place.start() - _NEAR), place.end() + _NEAR):
                yield Finding(kind, *match.span(), 0.8, "context")


def plausible(kind: Kind, value: str) -> bool:
    """Whether a value after a label can be what the label says: long enough, not a date or a measurement."""
    digits = sum(sign.isdigit() for sign in value)
    match kind:
        case "medical_record" | "insurance" | "id_card":
            return digits >= 4 and re.fullmatch(r"(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}", value) is None
        case "phone":
            return 7 <= digits <= 17 and re.fullmatch(r"(?:19|20)\d\d[-/. ]\d\d?[-/. ]\d\d?.*", value) is None
        case "account":
            return re.search(r"\d", value) is not None or "_" in value
        case _:
            return True


def find_columns(text: str) -> Iterator[Finding]:
    """Values in tables: a line of column names, then lines with as many cells."""
    heads: dict[int, Kind] = {}
    delimiter, size = "", 0
    at = 0
    for line in text.splitlines(keepends=True):
        start, at = at, at + len(line)
        body = line.rstrip("\r\n")
        found = _heading(body)
        if found is not None:
            delimiter, heads, size = found
            continue
        if heads and delimiter and body.count(delimiter) + 1 >= size:
            yield from _row(body, start, delimiter, heads, size)
        elif body.strip():
            heads = {}


def _heading(line: str) -> tuple[str, dict[int, Kind], int] | None:
    for delimiter in _DELIMITERS:
        cells = line.split(delimiter)
        if len(cells) < 2:
            continue
        heads: dict[int, Kind] = {
            n: kind for n, cell in enumerate(cells) if (kind := kind_of_heading(cell)) is not None
        }
        # Column names hold no numbers; a row of values whose first cell is "name" is none.
        wordy = delimiter == "," and any(len(cell) > _LONGEST_HEAD for cell in cells)
        if heads and not wordy and not any(re.search(r"\d{4}", cell) for cell in cells):
            return delimiter, heads, len(cells)
    return None


def _row(line: str, at: int, delimiter: str, heads: dict[int, Kind], size: int) -> Iterator[Finding]:
    cells = list(_cells(line, delimiter))
    if len(cells) > size and delimiter == ",":
        cells = list(_cells(line, ",", quoted=True))
    if delimiter == "," and "birth_date" in heads.values():
        for match in _WORDED_DATE.finditer(line):  # Feb 12, 1951: its comma parts no columns
            yield Finding("birth_date", at + match.start(), at + match.end(), 0.85, "column")
    for number, (start, end) in enumerate(cells):
        kind = heads.get(number)
        value = line[start:end]
        if kind is None or not value:
            continue
        if kind == "name":
            if name_in_cell(value):
                yield Finding("name", at + start, at + end, 0.9, "column")
        elif kind == "address":
            if re.search(r"[^\W\d_]", value) and len(value) > 4:
                yield Finding("address", at + start, at + end, 0.9, "column")
        elif re.fullmatch(_VALUES[kind], value, re.IGNORECASE) and plausible(kind, value):
            yield Finding(kind, at + start, at + end, 0.9, "column")
        else:
            for found in find_patterns(value):
                yield Finding(found.kind, at + start + found.start, at + start + found.end, 0.85, "column")


def _cells(line: str, delimiter: str, *, quoted: bool = False) -> Iterator[tuple[int, int]]:
    form = rf'"[^"]*"|[^{re.escape(delimiter)}]*' if quoted else rf"[^{re.escape(delimiter)}]*"
    at = 0
    while at <= len(line):
        match = re.compile(form).match(line, at)
        start, end = match.span() if match else (at, at)
        inner = line[start:end]
        left = len(inner) - len(inner.lstrip(" \"'"))
        yield start + left, max(start + left, end - (len(inner) - len(inner.rstrip(" \"'"))))
        at = end + 1
