"""Where things lie on a PDF's page: from pdfium's coordinates to those the layout and the viewer use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle measured from the top left corner, in points or in shares of the page, as its maker says."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top


class Edges(NamedTuple):
    """A rectangle as pdfium gives it: points from the bottom left, before any rotation."""

    left: float
    bottom: float
    right: float
    top: float


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds all of ``boxes``, of which there is at least one."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def edges_around(all_edges: Iterable[Edges]) -> Edges:
    """The same for pdfium's rectangles."""
    lefts, bottoms, rights, tops = zip(*all_edges, strict=True)
    return Edges(min(lefts), min(bottoms), max(rights), max(tops))


class Frame:
    """Turns pdfium's coordinates into points of the page as it is read, and into shares of it as it is shown.

    ``page`` is what the page shows of its plane (its crop box). ``shown`` and ``read`` are clockwise rotations in
    degrees: the page's own, and the one at which most of its text stands upright.
    """

    def __init__(self, page: Edges, shown: int, read: int) -> None:
        self.page = page
        self._across = max(page.right - page.left, 1.0)
        self._down = max(page.top - page.bottom, 1.0)
        self.shown_turn, self.read_turn = shown, read
        self.width, self.height = (self._across, self._down) if read % 180 == 0 else (self._down, self._across)

    def holds(self, edges: Edges) -> bool:
        """Whether the middle of the rectangle lies on the page that is shown."""
        x, y = (edges.left + edges.right) / 2, (edges.bottom + edges.top) / 2
        return self.page.left <= x <= self.page.right and self.page.bottom <= y <= self.page.top

    def shown(self, edges: Edges) -> Box:
        """The rectangle as shares (0..1) of the page's width and height as it is shown, kept within the page."""
        box = self._turned(edges, self.shown_turn)
        return Box(*(min(max(share, 0.0), 1.0) for share in box))

    def read(self, edges: Edges) -> Box:
        """The rectangle in points of the page as it is read."""
        left, top, right, bottom = self._turned(edges, self.read_turn)
        return Box(left * self.width, top * self.height, right * self.width, bottom * self.height)

    def _turned(self, edges: Edges, degrees: int) -> Box:
        x1, y1 = self._share(edges.left, edges.top, degrees)
        x2, y2 = self._share(edges.right, edges.bottom, degrees)
        return Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))

    def _share(self, x: float, y: float, degrees: int) -> tuple[float, float]:
        across, down = (x - self.page.left) / self._across, (self.page.top - y) / self._down
        if degrees == 90:
            return 1 - down, across
        if degrees == 180:
            return 1 - across, 1 - down
        return (down, 1 - across) if degrees == 270 else (across, down)
