"""Cell values as Excel shows them."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

_SECTION = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_DROPPED = re.compile(r"\[[^\]]*\]|_.|\*.")  # colours, conditions, padding
_CORE = re.compile(r"[#0?][#0?,]*(?:\.[#0?]*)?(?:[eE][+-]0+)?|\.[#0?]+")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')


def shown(value: object, form: str | None) -> str:  # noqa: PLR0911  # one return a kind of value
    """Write a cell's value in its number format.

    Dates and times are written in ISO form whatever the format: ``03/04/2024`` could be read in two ways.
    """
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return _number(value, form or "General")
        case datetime():
            midnight = value.time() == time(0)
            return (
                value.date().isoformat()
                if midnight
                else value.isoformat(sep=" ", timespec="seconds").removesuffix(":00")
            )
        case date():
            return value.isoformat()
        case time():
            return value.isoformat(timespec="seconds")
        case timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
        case _:
            return " ".join(str(value).split())


def _number(value: float, form: str) -> str:
    if not math.isfinite(value):
        return ""
    sections = _SECTION.split(form)
    section = sections[1] if value < 0 and len(sections) > 1 else sections[0]
    section = _DROPPED.sub("", section)
    signs: list[str] = []

    def keep(match: re.Match[str]) -> str:
        signs.append(match[1] if match[1] is not None else match[2])
        return f"\x00{len(signs) - 1}\x00"

    bare = _LITERAL.sub(keep, section)
    core = _CORE.search(re.sub(r"\x00\d+\x00", lambda match: "\x01" * len(match[0]), bare))
    if core is None or "general" in section.lower() or "/" in bare or "@" in bare:
        return plain(value)
    negative = len(sections) > 1 and value < 0
    text = _formatted(abs(value) if negative else value, bare[core.start() : core.end()], percent="%" in bare)
    framed = bare[: core.start()] + text + bare[core.end() :]
    return re.sub(r"\x00(\d+)\x00", lambda match: signs[int(match[1])], framed).strip()


def _formatted(value: float, core: str, *, percent: bool) -> str:
    if percent:
        value *= 100
    mantissa = re.split("[eE]", core)[0]
    fixed, optional = (mantissa.partition(".")[2].count(sign) for sign in ("0", "#"))
    digits = fixed + optional
    if mantissa != core:
        return f"{value:.{digits}E}"
    whole, _, _ = mantissa.partition(".")
    text = f"{_half_up(value, digits):{',' if ',' in whole.rstrip(',') else ''}.{digits}f}"
    for _ in range(optional):
        text = text.removesuffix("0")
    return _padded(text.removesuffix("."), whole.count("0"))


def _half_up(value: float, digits: int) -> float:
    """Excel rounds halves away from zero, by the decimal digits it shows (15 of them)."""
    return float(Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def _padded(text: str, width: int) -> str:
    """Leading zeros of formats such as ``000000``."""
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, dot, rest = digits.partition(".")
    return f"{sign}{whole.zfill(width)}{dot}{rest}"


def plain(value: float) -> str:
    """Write a number without format: as entered, without the noise of binary fractions."""
    if isinstance(value, int):
        return str(value)
    text = f"{value:.15g}"
    return text if "e" not in text else f"{value:.10g}".replace("e", "E")
