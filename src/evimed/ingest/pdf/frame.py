"""Where things are: PDF user space, the page as it is seen, and the frame the layout is read in.

User space has its origin at the bottom left and knows nothing of ``/Rotate`` or the CropBox. The *display*
frame is the page as a reader sees it, origin at its top left: all boxes that leave this package are in it.
The *layout* frame is the display turned so that most text stands upright, which differs only on pages such
as a landscape table set sideways.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evimed.records import Box

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Frame:
    """One page's geometry: ``crop`` in user space, ``rotate`` and ``turn`` in quarters of a full turn.

    ``turn`` is the direction text runs in on the display: 0 to the right, 1 down, 2 upside down, 3 up.
    """

    crop: tuple[float, float, float, float]  # left, bottom, right, top
    rotate: int = 0
    turn: int = 0

    @property
    def display_size(self) -> tuple[float, float]:
        """Width and height of the page as it is seen."""
        left, bottom, right, top = self.crop
        return (top - bottom, right - left) if self.rotate % 2 else (right - left, top - bottom)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the layout frame."""
        width, height = self.display_size
        return (height, width) if self.turn % 2 else (width, height)

    def display(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """User space to display."""
        left, bottom, right, top = self.crop
        if self.rotate == 1:
            return y - bottom, x - left
        if self.rotate == 2:
            return right - x, y - bottom
        if self.rotate == 3:
            return top - y, right - x
        return x - left, top - y

    def layout(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """User space to layout frame."""
        x, y = self.display(x, y)
        width, height = self.display_size
        if self.turn == 1:
            return y, width - x
        if self.turn == 2:
            return width - x, height - y
        if self.turn == 3:
            return height - y, x
        return x, y

    def to_display(self, box: Box) -> Box:
        """A box of the layout frame as it stands on the page, cut to the page."""
        x0, y0, x1, y1 = box
        width, height = self.display_size
        if self.turn == 1:
            x0, y0, x1, y1 = width - y1, x0, width - y0, x1
        elif self.turn == 2:
            x0, y0, x1, y1 = width - x1, height - y1, width - x0, height - y0
        elif self.turn == 3:
            x0, y0, x1, y1 = y0, height - x1, y1, height - x0
        x0, x1 = min(max(x0, 0.0), width), min(max(x1, 0.0), width)
        y0, y1 = min(max(y0, 0.0), height), min(max(y1, 0.0), height)
        return (round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2))


def hull(boxes: list[Box]) -> Box:
    """The smallest box around some boxes."""
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return (min(x0), min(y0), max(x1), max(y1))
