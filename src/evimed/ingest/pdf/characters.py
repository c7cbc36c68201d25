"""What single characters are: spaces, CJK, private-use glyphs, ligatures, raised digits."""

from __future__ import annotations

import unicodedata

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
Mask = NDArray[np.bool_]

HYPHEN = 0x2D
_PDFIUM_HYPHEN = 0x02  # what PDFium makes of a hyphen at a line's end
_SOFT_HYPHEN = 0xAD
_UNREADABLE = 0xFFFD

_SPACES = np.array(
    [*range(9, 14), 32, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200C), 0x2028, 0x2029, 0x202F, 0x205F, 0x2060,
     0x3000, 0xFEFF], np.uint32,
)  # fmt: skip

_IS_SPACE = np.zeros(0x10000, np.bool_)
_IS_SPACE[_SPACES] = True

# Signs of Symbol and Wingdings that reach us as private-use code points: a lost "≥" turns a sentence round.
_SYMBOL = {
    0x22: "∀", 0x24: "∃", 0x27: "∋", 0x2D: "−", 0x40: "≅", 0x44: "Δ", 0x46: "Φ", 0x47: "Γ", 0x4C: "Λ",
    0x50: "Π", 0x51: "Θ", 0x53: "Σ", 0x57: "Ω", 0x58: "Ξ", 0x59: "Ψ", 0x61: "α", 0x62: "β", 0x63: "χ",
    0x64: "δ", 0x65: "ε", 0x66: "φ", 0x67: "γ", 0x68: "η", 0x69: "ι", 0x6A: "ϕ", 0x6B: "κ", 0x6C: "λ",
    0x6D: "μ", 0x6E: "ν", 0x6F: "ο", 0x70: "π", 0x71: "θ", 0x72: "ρ", 0x73: "σ", 0x74: "τ", 0x75: "υ",
    0x77: "ω", 0x78: "ξ", 0x79: "ψ", 0x7A: "ζ", 0x7E: "∼", 0xA2: "′", 0xA3: "≤", 0xA4: "⁄", 0xA5: "∞",
    0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×",
    0xB5: "∝", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xC5: "⊕", 0xD2: "®",
    0xD3: "©", 0xD4: "™", 0xD6: "√", 0xD7: "⋅", 0xDB: "⇔", 0xDE: "⇒", 0xE2: "®", 0xE3: "©", 0xE4: "™",
    0xE5: "∑",
}  # fmt: skip
_BULLETS = {0x6C: "●", 0x6E: "■", 0x71: "❑", 0x75: "◆", 0x76: "❖", 0x9F: "•", 0xA7: "▪", 0xA8: "◻", 0xB7: "•",
            0xD8: "➢", 0xE0: "→", 0xFC: "✓", 0xFE: "☑"}  # fmt: skip

_LIGATURES = {
    code: unicodedata.normalize("NFKC", chr(code))
    for code in (*range(0xFB00, 0xFB07), *range(0x2F00, 0x2FD6))
}
_RAISED = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
_RAISED_RUN = frozenset("0123456789+-−–,.*†‡§ ")


def is_space(code: Codes) -> Mask:
    """White space of every width, zero included."""
    return _IS_SPACE[np.minimum(code, 0xFFFF)]


def is_cjk(code: Codes) -> Mask:
    """Characters written without spaces between them, their punctuation included."""
    return (
        ((code >= 0x2E80) & (code <= 0x9FFF))
        | ((code >= 0xF900) & (code <= 0xFAFF))
        | ((code >= 0xFE30) & (code <= 0xFE4F))
        | ((code >= 0xFF00) & (code <= 0xFFEF))
        | ((code >= 0x20000) & (code <= 0x3FFFF))
    )


def cjk(character: str) -> bool:
    """Whether one character is written without spaces around it."""
    code = ord(character)
    return code >= 0x2E80 and (
        code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0xFE30 <= code <= 0xFE4F
        or 0xFF00 <= code <= 0xFFEF
        or 0x20000 <= code <= 0x3FFFF
    )


def readable(code: Codes, symbol: Mask) -> tuple[Codes, Mask]:
    """Characters as letters, and which of them are text at all.

    PDFium's hyphen becomes a hyphen; a private-use glyph becomes the sign it shows, or U+FFFD where that is
    unknown: a visible hole is better than a lost "≥". Control characters and non-characters are no text.
    """
    code = np.where(code == _PDFIUM_HYPHEN, HYPHEN, code)
    keep = (code >= 32) & ~((code >= 0x7F) & (code < 0xA0)) & ~((code >= 0xFDD0) & (code <= 0xFDEF))
    keep &= ((code & 0xFFFE) != 0xFFFE) & (code <= 0x10FFFF) & ~((code >= 0xD800) & (code < 0xE000))
    # U+00AD stays for now: at a line's end it is a hyphen to take out again.
    private = (code >= 0xE000) & (code <= 0xF8FF)
    for place in np.nonzero(private)[0].tolist():
        low = int(code[place]) - 0xF000
        table = _SYMBOL if symbol[place] else _BULLETS
        sign = table.get(low) or _BULLETS.get(low) or _SYMBOL.get(low)
        code[place] = ord(sign) if sign else _UNREADABLE
    return code.astype(np.uint32), keep


def joined_surrogates(code: Codes) -> tuple[Codes, Mask]:
    """UTF-16 pairs put together on their first half; the mask says which entries are left over."""
    high = (code >= 0xD800) & (code < 0xDC00)
    if not high.any():
        return code, np.zeros(len(code), bool)
    low = (code >= 0xDC00) & (code < 0xE000)
    pair = high.copy()
    pair[:-1] &= low[1:]
    pair[-1] = False
    places = np.nonzero(pair)[0]
    code = code.copy()
    code[places] = 0x10000 + ((code[places] - 0xD800) << 10) + (code[places + 1] - 0xDC00)
    spent = np.zeros(len(code), bool)
    spent[places + 1] = True
    return code, spent


def letters(text: str) -> str:
    """Ligatures and Kangxi radicals as the letters they stand for, soft hyphens inside a line taken out."""
    if text.isascii():
        return text
    text = text.translate(_LIGATURES)
    if "\u00ad" in text:
        text = text[:-1].replace("\u00ad", "") + text[-1]
    return text


def raised(text: str) -> str:
    """A raised run: digits become superscript digits, so that ``10`` and a raised ``9`` never read as 109."""
    return text.translate(_RAISED) if _RAISED_RUN.issuperset(text) else text


SOFT_HYPHEN = chr(_SOFT_HYPHEN)
