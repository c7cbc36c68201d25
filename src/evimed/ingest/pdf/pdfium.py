"""PDFium, called in C loops.

A page of text has some 3,000 characters, and each property of each character is one call. Prototypes with
plain integers are driven by ``map``, which writes the answers straight into NumPy arrays, and what a run of
characters shares is asked once.
"""

from __future__ import annotations

import ctypes
import re
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from evimed.ingest.pdf.characters import is_space

Address = int
Floats = NDArray[np.float64]
Matrix = tuple[float, float, float, float, float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _prototype(function: object, *arguments: Any, result: Any = ctypes.c_int) -> Callable[..., int]:
    # PYFUNCTYPE keeps the GIL: nothing here blocks, and letting it go costs more than the call.
    pointer = ctypes.cast(function, ctypes.c_void_p)  # pyright: ignore[reportArgumentType]
    return ctypes.PYFUNCTYPE(result, *arguments)(pointer.value or 0)


_HANDLE, _INT, _OUT = ctypes.c_size_t, ctypes.c_int, ctypes.c_size_t

_unicode = _prototype(pdfium_c.FPDFText_GetUnicode, _HANDLE, _INT, result=ctypes.c_uint)
_loose_box = _prototype(pdfium_c.FPDFText_GetLooseCharBox, _HANDLE, _INT, _OUT)
_origin = _prototype(pdfium_c.FPDFText_GetCharOrigin, _HANDLE, _INT, _OUT, _OUT)
_text = _prototype(pdfium_c.FPDFText_GetText, _HANDLE, _INT, _INT, _OUT)
_text_object = _prototype(pdfium_c.FPDFText_GetTextObject, _HANDLE, _INT, result=ctypes.c_size_t)
_generated = _prototype(pdfium_c.FPDFText_IsGenerated, _HANDLE, _INT)
_matrix = _prototype(pdfium_c.FPDFText_GetMatrix, _HANDLE, _INT, _OUT)
_font_size = _prototype(pdfium_c.FPDFTextObj_GetFontSize, _HANDLE, _OUT)
_font = _prototype(pdfium_c.FPDFTextObj_GetFont, _HANDLE, result=ctypes.c_size_t)
_render_mode = _prototype(pdfium_c.FPDFTextObj_GetTextRenderMode, _HANDLE)
_font_name = _prototype(pdfium_c.FPDFFont_GetBaseFontName, _HANDLE, _OUT, _OUT, result=ctypes.c_size_t)
_font_weight = _prototype(pdfium_c.FPDFFont_GetWeight, _HANDLE)
_font_flags = _prototype(pdfium_c.FPDFFont_GetFlags, _HANDLE)
_page_object = _prototype(pdfium_c.FPDFPage_GetObject, _HANDLE, _INT, result=ctypes.c_size_t)
_form_object = _prototype(pdfium_c.FPDFFormObj_GetObject, _HANDLE, ctypes.c_ulong, result=ctypes.c_size_t)
_object_type = _prototype(pdfium_c.FPDFPageObj_GetType, _HANDLE)
_object_matrix = _prototype(pdfium_c.FPDFPageObj_GetMatrix, _HANDLE, _OUT)
_bounds = _prototype(pdfium_c.FPDFPageObj_GetBounds, _HANDLE, _OUT, _OUT, _OUT, _OUT)
_draw_mode = _prototype(pdfium_c.FPDFPath_GetDrawMode, _HANDLE, _OUT, _OUT)
_count_segments = _prototype(pdfium_c.FPDFPath_CountSegments, _HANDLE)
_segment = _prototype(pdfium_c.FPDFPath_GetPathSegment, _HANDLE, _INT, result=ctypes.c_size_t)
_segment_point = _prototype(pdfium_c.FPDFPathSegment_GetPoint, _HANDLE, _OUT, _OUT)
_segment_type = _prototype(pdfium_c.FPDFPathSegment_GetType, _HANDLE)

_BOLD = re.compile(
    r"bold|black|heavy|demi|simhei|cmb|(sf|lm|ec)bx|-?medi$|[-,]b[di]?$"
)  # TeX: CMBX, NimbusRomNo9L-Medi
FORCED_BOLD = 1 << 18  # flag of a font descriptor
INVISIBLE = 3  # text render mode: neither filled nor stroked
PATH, FORM = pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_FORM
_DEEPEST_FORM = 4
_STRIDE = 8
_LEVEL = 0.01  # points


def _drain(calls: Iterable[int]) -> None:
    deque(calls, maxlen=0)


@dataclass(frozen=True, slots=True)
class Ink:
    """The characters of a page in user space, in the order of the content stream.

    ``owner`` is the index of the character's text object in the ``object_…`` arrays, -1 if it has none. White
    space has neither box nor owner.
    """

    code: NDArray[np.uint32]
    box: Floats  # (n, 4): left, top, right, bottom, y upwards
    origin: Floats  # (n, 2)
    owner: NDArray[np.intp]
    written: NDArray[np.bool_]  # white space of the file, not what PDFium reads from a gap
    object_size: Floats
    object_direction: Floats  # (m, 2): where the text runs
    object_bold: NDArray[np.bool_]
    object_symbol: NDArray[np.bool_]  # drawn in the Symbol font
    object_invisible: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PathShape:
    """One path object in user space: its bounds, and its corners when they are needed."""

    address: Address
    bounds: tuple[float, float, float, float]  # left, bottom, right, top
    stroked: bool
    filled: bool
    segments: int
    matrix: Matrix


def address_of(handle: object) -> Address:
    """The plain number behind a PDFium handle."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0  # pyright: ignore[reportArgumentType]


def read_ink(textpage: Address, count: int) -> Ink:
    """Every character of the page, with the fonts of the text objects they belong to."""
    code = _read_codes(textpage, count)
    blank = is_space(code)
    letters = np.nonzero(~blank)[0] if not blank.all() else np.zeros(1, np.intp)
    raw = np.zeros((count, 4), np.float32)
    places = letters.tolist()
    _drain(map(_loose_box, repeat(textpage), places, (raw.ctypes.data + 16 * letters).tolist()))
    handles = _read_owners(textpage, letters, raw[letters])
    unique, first, inverse = np.unique(handles, return_index=True, return_inverse=True)
    first = letters[first]
    # All characters of one object stand on one baseline, as far as the object is upright: one call an object.
    origins = np.zeros((len(unique), 2), np.float64)
    start = origins.ctypes.data
    xs = range(start, start + 16 * len(unique), 16)
    _drain(
        map(_origin, repeat(textpage), first.tolist(), xs, range(start + 8, start + 8 + 16 * len(unique), 16))
    )
    sizes, directions, bold, symbol, invisible = _read_objects(textpage, unique, first)
    written = blank.copy()
    spaces = np.nonzero(blank)[0]
    written[spaces] = (
        np.fromiter(map(_generated, repeat(textpage), spaces.tolist()), np.int32, len(spaces)) != 1
    )
    owner = np.full(count, -1, np.intp)
    owner[letters] = np.where(handles == 0, -1, inverse)
    return Ink(
        code,
        raw.astype(np.float64),
        origins[owner],
        owner,
        written,
        sizes,
        directions,
        bold,
        symbol,
        invisible,
    )


def _read_codes(textpage: Address, count: int) -> NDArray[np.uint32]:
    """The characters as UTF-16, one entry a character: in one call where PDFium leaves none out."""
    text = np.zeros(count + 1, np.uint16)
    if _text(textpage, 0, count, text.ctypes.data) == count + 1:
        code = text[:-1].astype(np.uint32)
        # Hyphens at line ends are told as U+FFFE here, which a bad font map may say too: ask which it is.
        for place in np.nonzero(code == 0xFFFE)[0].tolist():
            code[place] = _unicode(textpage, place)
        return code
    return np.fromiter(map(_unicode, repeat(textpage), range(count)), np.uint32, count)


def _read_owners(
    textpage: Address, letters: NDArray[np.intp], box: NDArray[np.float32]
) -> NDArray[np.uint64]:
    """The text object of each letter.

    Letters of one object follow one another, so most are not asked; those whose height is not that of
    their object (an exponent inside a line) are asked all the same.
    """
    owners = np.zeros(len(letters), np.uint64)
    every = np.zeros(len(letters), np.bool_)
    every[::_STRIDE] = True
    _ask_owners(textpage, owners, letters, every)
    sample = owners[::_STRIDE]
    same = np.append(sample[1:] == sample[:-1], [False])
    owners = np.repeat(sample, _STRIDE)[: len(letters)]
    _ask_owners(textpage, owners, letters, np.repeat(~same, _STRIDE)[: len(letters)])
    _, first, inverse = np.unique(owners, return_index=True, return_inverse=True)
    off = np.abs(box - box[first][inverse]) > _LEVEL
    _ask_owners(textpage, owners, letters, off[:, 1] | off[:, 3])
    return owners


def _ask_owners(
    textpage: Address, owners: NDArray[np.uint64], letters: NDArray[np.intp], doubtful: NDArray[np.bool_]
) -> None:
    places = letters[doubtful].tolist()
    owners[doubtful] = np.fromiter(map(_text_object, repeat(textpage), places), np.uint64, len(places))


def _read_objects(
    textpage: Address, handles: NDArray[np.uint64], first: NDArray[np.intp]
) -> tuple[Floats, Floats, NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    count = len(handles)
    matrices, font_sizes = np.zeros((count, 6), np.float32), np.zeros(count, np.float32)
    bold, symbol, invisible = np.zeros(count, bool), np.zeros(count, bool), np.zeros(count, bool)
    start = matrices.ctypes.data
    _drain(map(_matrix, repeat(textpage), first.tolist(), range(start, start + 24 * count, 24)))
    owned = np.nonzero(handles)[0]
    objects = handles[owned].tolist()
    start = font_sizes.ctypes.data
    _drain(map(_font_size, objects, (start + 4 * owned).tolist()))
    fonts, which = np.unique(np.fromiter(map(_font, objects), np.uint64, len(objects)), return_inverse=True)
    told = [_read_font(font) for font in fonts.tolist()]
    bold[owned] = np.array([heavy for heavy, _ in told], bool)[which]
    symbol[owned] = np.array([signs for _, signs in told], bool)[which]
    invisible[owned] = np.fromiter(map(_render_mode, objects), np.int32, len(objects)) == INVISIBLE
    a, b, c, d = matrices[:, :4].astype(np.float64).T
    sizes = np.abs(font_sizes.astype(np.float64)) * np.sqrt(c * c + d * d)
    directions = np.stack((a, b), axis=1) * np.where(font_sizes < 0, -1.0, 1.0)[:, None]
    missing = handles == 0
    sizes[missing], directions[missing] = 0.0, 0.0
    return sizes, directions, bold, symbol, invisible


def _read_font(font: Address) -> tuple[bool, bool]:
    """Whether the font is bold, and whether it is a symbol font."""
    if not font:
        return False, False
    name = ctypes.create_string_buffer(128)
    _font_name(font, ctypes.addressof(name), 128)
    low = name.value.decode("utf-8", "replace").lower()
    bold = (
        bool(_BOLD.search(low)) or bool(_font_flags(font) & FORCED_BOLD) or 600 <= _font_weight(font) <= 1000
    )
    return bold, "symbol" in low


def read_paths(page: Address, count: int, limit: int) -> list[PathShape] | None:
    """The path objects of the page, those inside forms too; None if there are more than ``limit`` objects."""
    found: list[PathShape] = []
    stack = [(list(map(_page_object, repeat(page), range(min(count, limit + 1)))), IDENTITY, 0)]
    seen = 0
    while stack:
        handles, matrix, depth = stack.pop()
        seen += len(handles)
        if seen > limit:
            return None
        for handle in handles:
            kind = _object_type(handle)
            if kind == PATH:
                found.append(_read_path(handle, matrix))
            elif kind == FORM and depth < _DEEPEST_FORM:
                inner = pdfium_c.FPDFFormObj_CountObjects(ctypes.cast(handle, pdfium_c.FPDF_PAGEOBJECT))
                members = list(map(_form_object, repeat(handle), range(max(0, min(inner, limit + 1)))))
                stack.append((members, compose(_own_matrix(handle), matrix), depth + 1))
    return found


def _read_path(handle: Address, matrix: Matrix) -> PathShape:
    edges = (ctypes.c_float * 4)()
    to = ctypes.addressof(edges)
    _bounds(handle, to, to + 4, to + 8, to + 12)
    mode = (ctypes.c_int * 2)()
    _draw_mode(handle, ctypes.addressof(mode), ctypes.addressof(mode) + 4)
    corners = [apply(matrix, edges[0], edges[1]), apply(matrix, edges[2], edges[3])]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    bounds = (min(xs), min(ys), max(xs), max(ys))
    return PathShape(handle, bounds, bool(mode[1]), bool(mode[0]), _count_segments(handle), matrix)


def straight_strokes(path: PathShape, limit: int) -> list[tuple[float, float, float, float]]:
    """The straight segments of a path as x0, y0, x1, y1 in user space."""
    whole = compose(_own_matrix(path.address), path.matrix)
    point = (ctypes.c_float * 2)()
    to = ctypes.addressof(point)
    strokes: list[tuple[float, float, float, float]] = []
    before: tuple[float, float] | None = None
    for index in range(min(path.segments, limit)):
        segment = _segment(path.address, index)
        _segment_point(segment, to, to + 4)
        here = apply(whole, point[0], point[1])
        if _segment_type(segment) == pdfium_c.FPDF_SEGMENT_LINETO and before is not None:
            strokes.append((*before, *here))
        before = here
    return strokes


def _own_matrix(handle: Address) -> Matrix:
    values = (ctypes.c_float * 6)()
    if not _object_matrix(handle, ctypes.addressof(values)):
        return IDENTITY
    return (values[0], values[1], values[2], values[3], values[4], values[5])


def compose(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that applies ``inner`` first."""
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point through a matrix."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
