"""Pages that were drawn a moment ago, kept so that a second look costs nothing."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from evimed.ingest.page_image import PageImage

_MOST_BYTES = 64 << 20
_AT_ONCE = 2  # processes that draw


class PageShelf:
    """The pictures of pages drawn last, by tenant, library, document, page and width.

    Who may see the document is asked before the shelf is: see ``picture``.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._drawing = threading.Semaphore(_AT_ONCE)
        self._kept: OrderedDict[tuple[object, ...], PageImage] = OrderedDict()
        self._bytes = 0

    def picture(self, key: tuple[object, ...], draw: Callable[[], PageImage]) -> PageImage:
        """The picture under ``key``, drawn if it is not here. The caller has checked the right to see it."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        with self._drawing:
            drawn = draw()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = drawn
                self._bytes += len(drawn.png)
            while self._bytes > _MOST_BYTES and len(self._kept) > 1:
                _, gone = self._kept.popitem(last=False)
                self._bytes -= len(gone.png)
        return drawn
