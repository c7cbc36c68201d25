"""Check digits of the identifiers that have one. Each takes the bare digits and letters, no separators."""

from __future__ import annotations

import string
from datetime import date

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)), strict=True)
)
_PROVINCES = frozenset(
    """
    11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81
    82 83 91
    """.split()  # noqa: SIM905  -- a list of words to read
)


def id_card_form(number: str) -> bool:
    """Whether 15 or 18 characters begin with a province and hold a birth date (GB 11643-1999), check digit apart."""
    if number[:2] not in _PROVINCES or (number[2:6] == "0000" and number[:2] not in {"81", "82", "83", "71"}):
        return False
    born = number[6:14] if len(number) == 18 else f"19{number[6:12]}"
    return is_date(born) and 1900 <= int(born[:4]) <= date.today().year


def id_card(number: str) -> bool:
    """Mainland identity card of 18 characters: form and check digit (ISO 7064 MOD 11-2)."""
    if len(number) != 18 or not number[:17].isdigit() or not id_card_form(number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    return number[17].upper() == "10X98765432"[total % 11]


def is_date(digits: str) -> bool:
    """Whether eight digits are a day, year first."""
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True


def luhn(number: str) -> bool:
    """ISO/IEC 7812-1, annex B: payment cards."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def card(number: str) -> bool:
    """A payment card: Luhn, and a first block that a card scheme uses."""
    return 13 <= len(number) <= 19 and len(set(number)) > 1 and luhn(number) and _issued(number)


def _issued(number: str) -> bool:
    first = {size: int(number[:size]) for size in (2, 3, 4, 6)}
    return (
        (number[0] == "4" and len(number) in {13, 16, 19})
        or ((51 <= first[2] <= 55 or 2221 <= first[4] <= 2720) and len(number) == 16)
        or (first[2] in {34, 37} and len(number) == 15)
        or ((first[4] == 6011 or first[2] == 65 or 644 <= first[3] <= 649) and len(number) in {16, 19})
        or (3528 <= first[4] <= 3589 and len(number) == 16)
        or (first[2] in {30, 36, 38, 39} and len(number) == 14)
        or (first[2] == 62 and 16 <= len(number) <= 19)
        # Debit cards of Chinese banks from before UnionPay's own range (BIN tables of the banks).
        or number[:6] in {"436742", "601382", "456351", "427020", "955880", "955881", "955882", "955888", "940021"}
        or (first[2] in {60, 50, 56, 57, 58, 63, 67, 68, 69, 81, 90, 95} and len(number) in {16, 18, 19})
    )  # fmt: skip


def iban(number: str) -> bool:
    """ISO 13616: the remainder of the rearranged number by 97 is 1."""
    moved = number[4:] + number[:4]
    return 15 <= len(number) <= 34 and int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def nhs(number: str) -> bool:
    """NHS number of England and Wales: ten digits, modulus 11."""
    check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(number[:9])) % 11
    return len(number) == 10 and check != 10 and check % 11 == int(number[9])


def ssn(number: str) -> bool:
    """US social security number: areas and groups that were never issued are none."""
    area, group, serial = number[:3], number[3:5], number[5:]
    return (
        len(number) == 9
        and area not in {"000", "666"}
        and area < "900"
        and group != "00"
        and serial != "0000"
    )


def vin(number: str) -> bool:
    """ISO 3779 vehicle number with the check digit that most makers set."""
    if len(number) != 17 or not any(map(str.isalpha, number)) or not any(map(str.isdigit, number)):
        return False
    total = sum(
        (int(sign) if sign in string.digits else _VIN_VALUES.get(sign, 0)) * weight
        for sign, weight in zip(number, _VIN_WEIGHTS, strict=True)
    )
    return number[8] == ("X" if total % 11 == 10 else str(total % 11))


def npi(number: str) -> bool:
    """US National Provider Identifier: Luhn with the prefix 80840."""
    return len(number) == 10 and number[0] in "12" and luhn(f"80840{number}")
