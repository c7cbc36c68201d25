"""A cited place as it is shown beside an answer: its page with the box marked, and the text around it."""

from __future__ import annotations

from typing import Any

from evimed.errors import DocumentError, NotFoundError
from evimed.surfaces.http.desk import Desk
from evimed.surfaces.http.identity import Caller
from evimed.surfaces.web.present import tongue

_PIXELS = 1200
_MARGIN = 2.0  # points around a box: letters must not touch the frame


def source_of(caller: Caller, desk: Desk, library: str, citation: dict[str, Any]) -> dict[str, Any]:
    """What ``parts/source.html`` shows of a citation (as in the answer record)."""
    locator = citation["locator"]
    start, end = locator["chars"]
    view = caller.session.view(
        citation["document"]["id"], library=library, around=(start, end), marks=((start, end),)
    )
    sheet = None
    if view.has_pages and "page" in locator:
        sheet = sheet_of(caller, desk, library, view.document.id, locator["page"], locator.get("box"))
    return {
        "document": view.document,
        "excerpt": view.excerpt,
        "sheet": sheet,
        "tongue": tongue,
    }


def sheet_of(
    caller: Caller, desk: Desk, library: str, document_id: str, number: int, box: list[float] | None
) -> dict[str, Any] | None:
    """A page to be shown: its size in points, its picture, the box that is marked. ``None``: it has none."""
    key = (caller.scope.tenant, library, document_id, number, _PIXELS)
    try:
        drawn = desk.pages.picture(
            key,
            lambda: caller.session.page_image(document_id, number, library=library, pixels=_PIXELS),
        )
    except (DocumentError, NotFoundError):
        return None  # the text is shown in any case
    return {
        "number": number,
        "width": round(drawn.width, 2),
        "height": round(drawn.height, 2),
        "box": _frame(box) if box else None,
    }


def _frame(box: list[float]) -> dict[str, float]:
    left, top, right, bottom = box
    return {
        "x": round(left - _MARGIN, 2),
        "y": round(top - _MARGIN, 2),
        "width": round(right - left + 2 * _MARGIN, 2),
        "height": round(bottom - top + 2 * _MARGIN, 2),
    }
