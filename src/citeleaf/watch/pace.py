"""How much one update takes in: so much that all take about as long, and a file saved meanwhile is soon next."""

from __future__ import annotations

SECONDS = 0.6
"""That an update should take: what is saved while one is under way waits for its end, and for that of the next."""
LEAST, FIRST, MOST = 8, 16, 64
"""Files in one update. Each has a cost of its own, so that very few at once would only look quick."""
BYTES_EACH = 4096
"""A file larger than this counts as several."""


class Pace:
    """Learns from each update how many files the next one may have."""

    def __init__(self) -> None:
        self.files = FIRST

    @property
    def bytes(self) -> int:
        """About how much they may hold together."""
        return self.files * BYTES_EACH

    def learn(self, files: int, seconds: float) -> None:
        """An update of so many files took so long."""
        if seconds > SECONDS:
            self.files = max(LEAST, int(min(files, self.files) * SECONDS / seconds))
        elif files >= self.files and seconds < SECONDS / 2:
            self.files = min(MOST, self.files * 2)
