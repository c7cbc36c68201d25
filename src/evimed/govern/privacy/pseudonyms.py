"""Reversible pseudonyms: an identifier has the same one within a tenant, and only the key leads back.

``‹TEL-D93676323639-XSBK›``: what it was, as many digits as it had, and a check that tells our own pseudonym
from what merely looks like one. Nothing is stored: the pseudonym is the identifier encrypted (FF1), so that
no list of originals can be stolen.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import string
import unicodedata
from datetime import date
from typing import Final

from evimed.govern.privacy.ff1 import FF1
from evimed.govern.privacy.find import Kind
from evimed.govern.privacy.find.clean import clean

CODES: Final[dict[Kind, str]] = {
    "name": "NAME", "id_card": "IDCARD", "phone": "TEL", "bank_card": "CARD", "medical_record": "RECORD",
    "insurance": "INSURANCE", "passport": "PASSPORT", "travel_permit": "PERMIT", "address": "ADDRESS",
    "birth_date": "BORN", "age_over_89": "AGE", "plate": "PLATE", "vehicle": "VEHICLE", "email": "EMAIL",
    "ip": "IP", "url_secret": "LINK", "iban": "IBAN", "ssn": "SSN", "nhs": "NHS", "account": "ACCOUNT",
    "licence": "LICENCE", "device": "DEVICE",
}  # fmt: skip
TOKEN = re.compile(
    r"‹(?P<code>[A-Z]+)-(?P<form>[DXUB])?(?P<body>[0-9A-Z]+(?:-[0-9]{4})?)-(?P<check>[A-Z2-7]{4})›"
)
_KIND_OF: dict[str, Kind] = {code: kind for kind, code in CODES.items()}
_ALPHABET = string.digits + string.ascii_uppercase
_WORDS = frozenset({"name", "address", "url_secret", "email", "age_over_89"})  # kept letter by letter
_LEAST_DIGITS, _LEAST_SIGNS = 6, 4  # so many of radix 10 and 36 make FF1's smallest domain
_OLDEST = 89  # years; an age above it identifies, and so does the year of birth that tells it


class Pseudonyms:
    """The pseudonyms of one tenant.

    Parameters
    ----------
    key
        32 bytes (``keys.tenant_key``).
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._ciphers: dict[int, FF1] = {}

    @property
    def fingerprint(self) -> str:
        """Names the key without telling it."""
        return hmac.digest(self._key, b"fingerprint", "sha256").hex()[:8]

    def token(self, kind: Kind, value: str) -> str:
        """The pseudonym of an identifier; blanks, hyphens and widths of its writing make no difference."""
        plain = normal(kind, value)
        form, body = self._encrypt(kind, plain)
        shown = f"{body}-{_year(plain)}" if kind == "birth_date" and _year(plain) else body
        return f"‹{CODES[kind]}-{form}{shown}-{self._check(kind, form + body)}›"

    def reveal(self, token: str) -> tuple[Kind, str] | None:
        """Kind and identifier (in normal form) behind a pseudonym; ``None`` if it is none of this key's."""
        match = TOKEN.fullmatch(token)
        kind = _KIND_OF.get(match["code"]) if match else None
        if match is None or kind is None:
            return None
        form = match["form"] or ""
        body = match["body"].partition("-")[0]
        if not hmac.compare_digest(self._check(kind, form + body), match["check"]):
            return None
        return kind, self._decrypt(kind, form, body)

    def subject(self, kind: Kind, value: str) -> str:
        """Whom an identifier is about, as the consent ledger names people: a keyed hash, for good."""
        message = f"subject\x00{kind}\x00{normal(kind, value)}".encode()
        return "s" + hmac.digest(self._key, message, "sha256").hex()[:24]

    def _check(self, kind: Kind, body: str) -> str:
        digest = hmac.digest(self._key, f"check\x00{kind}\x00{body}".encode(), "sha256")
        return base64.b32encode(digest).decode("ascii")[:4]

    def _cipher(self, radix: int) -> FF1:
        if radix not in self._ciphers:
            self._ciphers[radix] = FF1(
                hashlib.sha256(self._key + b"ff1" + radix.to_bytes(4, "big")).digest(), radix
            )
        return self._ciphers[radix]

    def _encrypt(self, kind: Kind, plain: str) -> tuple[str, str]:
        form = _form(kind, plain)
        tweak = kind.encode()
        if form in {"D", "X"}:
            radix = 10 if form == "D" else 36
            numerals = self._cipher(radix).encrypt([_ALPHABET.index(sign) for sign in plain], tweak)
            return form, "".join(_ALPHABET[numeral] for numeral in numerals)
        units, radix = _units(plain, form)
        sealed = self._cipher(radix).encrypt(units, tweak)
        raw = b"".join(unit.to_bytes(1 if form == "B" else 2, "big") for unit in sealed)
        return form, base64.b32encode(raw).decode("ascii").rstrip("=")

    def _decrypt(self, kind: Kind, form: str, body: str) -> str:
        tweak = kind.encode()
        if form in {"D", "X"}:
            numerals = [_ALPHABET.index(sign) for sign in body]
            plain = self._cipher(10 if form == "D" else 36).decrypt(numerals, tweak)
            return "".join(_ALPHABET[numeral] for numeral in plain)
        raw = base64.b32decode(body + "=" * (-len(body) % 8))
        width = 1 if form == "B" else 2
        units = [int.from_bytes(raw[at : at + width], "big") for at in range(0, len(raw), width)]
        opened = self._cipher(256**width).decrypt(units, tweak)
        text = b"".join(unit.to_bytes(width, "big") for unit in opened)
        return text.decode("ascii" if form == "B" else "utf-16-be", "replace").rstrip("\x00")


def normal(kind: Kind, value: str) -> str:
    """The form of an identifier that does not depend on how it was written."""
    plain = unicodedata.normalize("NFC", clean(value).text)
    if kind == "name":
        # Chinese names have no blanks; in English ones a single blank parts the words.
        return re.sub(r"(?<=[一-鿿]) +(?=[一-鿿])", "", " ".join(plain.split()))
    if kind in _WORDS:
        return " ".join(plain.split())
    if kind == "birth_date":
        return _iso(plain)
    packed = re.sub(r"[\s\-_.·()/]", "", plain).upper()
    if kind == "phone":
        packed = re.sub(r"^(?:\+|00)?86(?=1\d{10}$)", "", packed)
    return packed


def _iso(plain: str) -> str:
    """A date that begins with its year as YYYY-MM-DD; any other as it is written."""
    parts = re.findall(r"\d+", plain)
    if len(parts) == 1 and re.fullmatch(r"(?:18|19|20)\d{6}", plain):
        parts = [plain[:4], plain[4:6], plain[6:]]
    if len(parts) in {2, 3} and re.fullmatch(r"(?:18|19|20)\d\d", parts[0]):
        return "-".join(part.zfill(2) for part in parts)
    return " ".join(plain.split())


def _form(kind: Kind, plain: str) -> str:
    """How it is encrypted: digits, digits and capitals, bytes of ASCII, or units of UTF-16."""
    if kind not in _WORDS and plain.isascii():
        if plain.isdigit() and len(plain) >= _LEAST_DIGITS:
            return "D"
        if plain.isalnum() and plain == plain.upper() and len(plain) >= _LEAST_SIGNS:
            return "X"
    return "B" if plain.isascii() else "U"


def _units(plain: str, form: str) -> tuple[list[int], int]:
    if form == "B":
        return list(plain.ljust(3, "\x00").encode("ascii")), 256
    raw = plain.encode("utf-16-be", "surrogatepass").ljust(4, b"\x00")
    return [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)], 65536


def _year(plain: str) -> str:
    """The year of a date of birth, which may stay visible unless it tells an age above 89."""
    match = re.search(r"(?:19|20)\d{2}", plain)
    if match is None or date.today().year - int(match[0]) > _OLDEST:
        return ""
    return match[0]
