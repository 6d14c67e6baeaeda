"""What a benchmark found: repeated measurements of one thing, beside what they are held against, as table and JSON."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

SPREAD = (0.25, 0.75)
"""The quantiles between which half of the measurements lie: what stands in brackets behind a median."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a median should not exceed, or with ``least`` not fall below."""

    limit: float
    least: bool = False

    def met(self, value: float) -> bool:
        return value >= self.limit if self.least else value <= self.limit

    def __str__(self) -> str:
        return f"{'≥' if self.least else '≤'} {shown(self.limit)}"


@dataclass(frozen=True, slots=True)
class Figure:
    """``values`` are measurements of the same thing, in ``unit``; ``note`` says what to know beside them."""

    part: str
    name: str
    unit: str
    values: tuple[float, ...]
    target: Target | None = None
    note: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def verdict(self) -> str:
        if self.target is None:
            return ""
        return "met" if self.target.met(self.median) else "not met"


@dataclass(frozen=True, slots=True)
class Gap:
    """What was not measured, and why: the words of the error."""

    part: str
    name: str
    reason: str


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of ``values`` lie, with straight lines between them."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def shown(value: float) -> str:
    """With three digits that tell, and no more than two behind the point unless it is small."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3f}" if abs(value) < 1 else f"{value:.2f}"


def table(figures: Iterable[Figure], gaps: Iterable[Gap] = ()) -> str:
    """A Markdown table: the median, in brackets where the middle half lies, and the target with whether it is met."""
    rows = ["| part | measured | median | half lie in | n | target | |", "|---|---|---:|---|---:|---|---|"]
    for figure in figures:
        low, high = (shown(quantile(figure.values, share)) for share in SPREAD)
        spread = f"{low} – {high}" if len(figure.values) > 1 else ""
        cells = (
            figure.part,
            figure.name + (f" ({figure.note})" if figure.note else ""),
            f"{shown(figure.median)} {figure.unit}".rstrip(),
            spread,
            str(len(figure.values)),
            str(figure.target or ""),
            figure.verdict,
        )
        rows.append(f"| {' | '.join(cells)} |")
    rows.extend(f"| {gap.part} | {gap.name} | not measured: {' '.join(gap.reason.split())} | | | | |" for gap in gaps)
    return "\n".join(rows) + "\n"


def write(folder: Path, machine: Mapping[str, str], figures: Sequence[Figure], gaps: Sequence[Gap]) -> None:
    """``results.json`` with every measurement, and ``results.md`` with the table."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {
        "machine": dict(machine),
        "figures": [{**asdict(figure), "median": figure.median, "verdict": figure.verdict} for figure in figures],
        "not measured": [asdict(gap) for gap in gaps],
    }
    (folder / "results.json").write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    described = "".join(f"- {name}: {value}\n" for name, value in machine.items())
    (folder / "results.md").write_text(f"{described}\n{table(figures, gaps)}", encoding="utf-8")
