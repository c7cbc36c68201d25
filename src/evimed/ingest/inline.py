"""Signs that mark-up makes: superscripts, symbol fonts."""

from __future__ import annotations

import re

_SUPERSCRIPT = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
_RAISED = re.compile(r"[0-9+\-−()n]{1,8}$")
_SYMBOL_FONT = {
    0x61: "α", 0x62: "β", 0x67: "γ", 0x64: "δ", 0x65: "ε", 0x6C: "λ", 0x6D: "μ", 0x70: "π", 0x73: "σ",
    0x63: "χ", 0x44: "Δ", 0x53: "Σ", 0x57: "Ω", 0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB8: "÷",
    0xB9: "≠", 0xBB: "≈", 0xA5: "∞", 0xB0: "°", 0xAE: "→", 0xAC: "←", 0xAD: "↑", 0xAF: "↓", 0xD7: "·",
}  # fmt: skip  # what medical texts use of Adobe's Symbol encoding


def superscript(text: str) -> str:
    """Write a raised number with raised digits: 10 and a raised 9 is 10⁹, never 109."""
    return text.translate(_SUPERSCRIPT) if _RAISED.match(text.strip()) else text


def symbol(font: str, code: str) -> str:
    """Return the character of a symbol font; empty where it is only a picture, such as a tick box."""
    try:
        point = int(code, 16)
    except ValueError:
        return ""
    if font.lower() == "symbol":
        return _SYMBOL_FONT.get(point & 0xFF, "")
    return "" if 0xE000 <= point <= 0xF8FF or not 32 <= point < 0x110000 else chr(point)
