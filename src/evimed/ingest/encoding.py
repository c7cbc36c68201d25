"""Bytes to text: which encoding, by evidence.

Chinese files come as UTF-8, UTF-16, GB18030 (GBK, GB2312) and Big5, often without saying which, and a wrong
guess still decodes. Each candidate is therefore scored with the likelihood of the characters it yields; the
most likely one wins. One model of Chinese is enough: see ``encoding_characters``.
"""

from __future__ import annotations

import codecs
import math
import re
from collections import Counter
from functools import cache

from evimed.errors import DocumentError
from evimed.ingest.encoding_characters import PUNCTUATION, SIMPLIFIED, TRADITIONAL

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16 LE, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = (
    re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE),
    re.compile(rb"\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE),
    re.compile(
        rb"^content-type:[^\r\n]{0,200}?charset\s*=\s*\"?([\w.:-]{2,40})", re.IGNORECASE | re.MULTILINE
    ),
)
_HEAD = 4096  # where a declaration is looked for
_SAMPLE = 200_000  # bytes that are scored
_SHORT = 4_000  # pure ASCII bytes may be Chinese in UTF-16, in files shorter than this
_SUPERSETS = {
    "gb2312": "gb18030", "gbk": "gb18030", "hz": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs",
    "iso8859-1": "cp1252", "ascii": "cp1252", "utf-8-sig": "utf-8",
}  # fmt: skip  # what is declared → the larger set that such files really use
_CHARSETS = re.compile(
    r"utf-(?:8|16|32)|cp\d|iso|gb|hz|big5|koi8|euc|shift_jis|mac|tis|ascii|johab"
)  # no hex, no rot13
_SINGLE_BYTE = re.compile(r"cp125\d|iso8859|koi8|mac|latin")
_CONTROL = frozenset(map(chr, (*range(9), 11, *range(14, 27), *range(28, 32), 127)))
_CONTROLS = re.compile(f"[{re.escape(''.join(sorted(_CONTROL)))}]")
_MAX_CONTROL = 0.02  # of the characters; above it the bytes are not text
_BEYOND_ASCII = re.compile("[^\x00-\x7f]+")
_BEYOND_DOUBT = 16  # characters beyond ASCII: no other text of that many happens to be valid UTF-8
_MAX_BROKEN = 0.02
_FEW = 2  # such characters are tolerated in the shortest text

_PROSE = frozenset("abcdefghijklmnopqrstuvwxyz 0123456789,.\r\n")
_COMMON_ASCII = math.log(1 / 30)
_RARE_ASCII = math.log(1 / 200)
_BROKEN = math.log(1e-9)
_ODD = math.log(1e-7)  # private use, unassigned, scripts nobody expects here
_UTF16_UNMARKED = math.log(1e-4)  # files without a byte order mark are seldom UTF-16
_STRANGE = math.log(1e-3)  # a mean likelihood below this is no Western text
_WESTERN = frozenset("éèêëáàâäãåíìîïóòôöõøúùûüñçßÉÈÁÀÂÄÅÍÓÖØÚÜÑÇæœÆŒ–—‘’“”•…®™©°±µ·×²³½¼£€§«» ≥≤αβγδκμ¹º")


def decode(data: bytes) -> tuple[str, str]:
    """Text of ``data`` and the name of the encoding it was read with.

    A byte order mark is believed, then a charset the file declares (HTML, XML, mail headers) if it fits, then
    the evidence. NUL becomes U+FFFD, line ends stay as they are, bytes that do not decode become U+FFFD.

    Raises
    ------
    DocumentError
        ``not_text`` if no encoding makes text of the bytes.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _checked(data[len(mark) :].decode(name, "replace"), name)
    name = _declared(data) or _most_likely(data)
    return _checked(data.decode(name, "replace"), name)


def decode_declared(data: bytes, charset: str) -> str:
    """Text of ``data`` whose charset is declared outside of it; the evidence decides if it does not fit."""
    name = _codec(charset)
    if name is not None and not any(data.startswith(mark) for mark, _ in _BOMS):
        try:
            return _checked(data.decode(name), name)[0]
        except UnicodeError:
            pass
    return decode(data)[0] if data.strip() else ""


def _codec(charset: str) -> str | None:
    """Python's name of a text encoding, or of the larger one that files declaring it really use."""
    try:
        name = codecs.lookup(charset).name
    except LookupError:
        return None
    return _SUPERSETS.get(name, name) if _CHARSETS.match(name) else None


def _checked(text: str, name: str) -> tuple[str, str]:
    sample = text[:_SAMPLE]
    control, broken = len(_CONTROLS.findall(sample)), sample.count("\ufffd")
    if control > max(_FEW, _MAX_CONTROL * len(sample)) or broken > max(_FEW, _MAX_BROKEN * len(sample)):
        raise DocumentError("not_text")
    return text.replace("\x00", "\ufffd"), name


def _declared(data: bytes) -> str | None:
    for pattern in _DECLARED:
        found = pattern.search(data[:_HEAD])
        if found is None:
            continue
        name = _codec(found[1].decode("ascii"))
        if name is None or name.startswith(("utf-16", "utf-32")):  # said in 8-bit text, that is not true
            continue
        try:
            data.decode(name)
        except UnicodeError:
            continue
        if name != "utf-8" and _is_utf8(data):
            return "utf-8"
        if _SINGLE_BYTE.match(name) and _is_plain_chinese(data):
            continue  # single-byte sets decode anything: their declaration proves nothing against Chinese
        return name
    return None


def _is_plain_chinese(data: bytes) -> bool:
    name = _most_likely(data)
    if name not in ("gb18030", "big5hkscs"):
        return False
    foreign = [char for char in data[:_SAMPLE].decode(name, "replace") if char > "\x7f"]
    return sum(
        char in SIMPLIFIED or char in TRADITIONAL or char in PUNCTUATION for char in foreign
    ) > 0.5 * len(foreign)


def _is_utf8(data: bytes, least: int = 4) -> bool:
    """Whether the bytes are UTF-8 beyond chance: hardly any other text decodes as such."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return sum(map(len, _BEYOND_ASCII.findall(text[:_SAMPLE]))) >= least


def _most_likely(data: bytes) -> str:
    has_nul = b"\x00" in data[:_SAMPLE]
    if not has_nul and _is_utf8(data, _BEYOND_DOUBT):
        return "utf-8"
    sample = _telling_lines(data)
    names = ("utf-8", "gb18030", "big5hkscs", "cp1252")
    if not has_nul and len(data) >= _SHORT and not data.isascii() and _is_utf8(data, 1):
        # So much UTF-16 without NUL is never valid UTF-8; the others differ in the lines beyond ASCII alone.
        sample = _lines_beyond_ascii(data)
    elif len(data) % 2 == 0 and (has_nul or len(data) < _SHORT or not data.isascii()):
        sample = data[:_SAMPLE]  # not by lines: their ends are two bytes long
        names = (*names, "utf-16-le", "utf-16-be")
    elif data.isascii():
        return "utf-8"
    scores = {name: _score(sample, name) for name in names}
    best = max(scores, key=scores.__getitem__)
    if best == "cp1252" and scores[best] < _STRANGE * len(sample):
        return _by_statistics(sample) or best
    return best


def _telling_lines(data: bytes) -> bytes:
    """What is scored: all of a small file, the lines with bytes beyond ASCII of a large one."""
    return data if len(data) <= _SAMPLE else _lines_beyond_ascii(data)


def _lines_beyond_ascii(data: bytes) -> bytes:
    kept: list[bytes] = []
    size = 0
    for line in data.splitlines(keepends=True):
        if not line.isascii():
            kept.append(line)
            size += len(line)
            if size >= _SAMPLE:
                break
    return b"".join(kept)[: 4 * _SAMPLE]


def _by_statistics(sample: bytes) -> str | None:
    """Cyrillic, Japanese, Korean …: charset-normalizer knows more scripts than the model here."""
    from charset_normalizer import from_bytes  # noqa: PLC0415  # slow to load, seldom needed

    match = from_bytes(sample).best()
    return None if match is None else match.encoding


def _score(sample: bytes, name: str) -> float:
    """Log likelihood of the bytes if they were written in the encoding ``name``."""
    counts = Counter(sample.decode(name, "replace"))
    prior = _UTF16_UNMARKED if name.startswith("utf-16") else 0.0
    return prior + sum(number * _log_probability(char, name) for char, number in counts.items())


def _log_probability(char: str, name: str) -> float:
    if char < "\x80":
        return _ODD if char in _CONTROL else _COMMON_ASCII if char in _PROSE else _RARE_ASCII
    if char == "\ufffd":
        return _BROKEN
    if name == "cp1252":
        return math.log(0.2 / 120) if char in _WESTERN else _ODD
    return _log_probability_chinese(char, name)


@cache
def _log_probability_chinese(char: str, name: str) -> float:
    if char in PUNCTUATION:
        return math.log(0.08 / len(PUNCTUATION))
    native = TRADITIONAL if name == "big5hkscs" else SIMPLIFIED
    if char in native:
        return math.log(0.7 / len(native))
    if name == "utf-8" and (char in TRADITIONAL or char in _WESTERN):
        return math.log(0.2 / len(native))
    if char in TRADITIONAL:
        return math.log(0.02 / len(native))
    if _is_level_one(char, name):
        return math.log(0.2 / 3000)
    return math.log(0.01 / 8000) if "\u4e00" <= char <= "\u9fff" else _ODD


def _is_level_one(char: str, name: str) -> bool:
    """Both national sets put their common characters into a first plane, by the lead byte."""
    if name == "big5hkscs":
        return b"\xa4" <= char.encode("big5hkscs", "replace")[:1] <= b"\xc6" and "\u4e00" <= char <= "\u9fff"
    encoded = char.encode("gb18030", "replace")
    return len(encoded) == 2 and b"\xb0\xa1" <= encoded <= b"\xd7\xf9" and encoded[1] >= 0xA1
