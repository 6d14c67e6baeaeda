"""Figures -> the report: one Markdown page for people, one JSON object for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from quality.diagrams import draw_reliability, draw_risk_coverage
from quality.figures import Figure, VariantFigures
from quality.losses import Fate
from quality.variants import BASELINE, DEFAULT

PREFACE = """# Answer quality

Measured over whole folders: the document is not given. In brackets the middle 95 % of 1,000 bootstrap resamples of the
questions. A dash: no question of the set was eligible."""

_RETRIEVAL = ("recall_at_1", "recall_at_5", "recall_at_10", "mrr", "quote_hit", "f1")
_PLAIN = ("verbatim", "ask_ms_p50", "ask_ms_p95", "ingest_seconds")
"""Of the evaluation, without an interval."""

Sets = Mapping[str, Sequence[VariantFigures]]


def as_json(sets: Sets) -> str:
    """Every figure, by set and variant."""
    named = {name: {each.name: asdict(each) for each in variants} for name, variants in sets.items()}
    return json.dumps(named, indent=2, allow_nan=False, ensure_ascii=False)


def as_markdown(sets: Sets) -> str:
    """A chapter for each set."""
    return "\n\n".join([PREFACE, *(_chapter(name, variants) for name, variants in sets.items())]) + "\n"


def _chapter(name: str, variants: Sequence[VariantFigures]) -> str:
    default = next(each for each in variants if each.name == DEFAULT.name)
    readers = [each for each in variants if each.name in (DEFAULT.name, BASELINE.name)]
    counts = default.evaluation
    parts = [
        f"## {name}",
        f"{counts.questions} questions, of which {counts.unanswerable} have no answer; {counts.documents} documents, "
        f"{counts.passages} passages.",
        "\n".join(f"- **{each.name}**: {each.meaning}" for each in variants),
        "### All measures",
        _measures(readers),
        "### What each part of the search is worth",
        _ablations(variants, default),
        "### What the calibration is worth",
        _calibration(default),
        "### Where answers get lost",
        _losses(readers),
        "### Share right, by confidence",
        "The bar is the share right, the stroke the mean confidence.",
        _drawn(draw_reliability(default.reliability)),
        "### Share wrong, by how many are answered",
        _drawn(draw_risk_coverage(default.risk_coverage)),
    ]
    return "\n\n".join(parts)


def _measures(readers: Sequence[VariantFigures]) -> str:
    rows = [[measure, *(str(each.measures[measure]) for each in readers)] for measure in readers[0].measures]
    rows += [[name, *(_plain(getattr(each.evaluation, name)) for each in readers)] for name in _PLAIN]
    return _table(["measure", *(each.name for each in readers)], rows)


def _ablations(variants: Sequence[VariantFigures], default: VariantFigures) -> str:
    rows = [[each.name, *(str(each.measures[measure]) for measure in _RETRIEVAL)] for each in variants]
    unchanged = {name: default.measures[name] for name in ("quote_hit", "f1")}
    reranked = {**default.reranked, **unchanged}
    rows.append(["default, as the reader orders it", *(_cell(reranked.get(measure)) for measure in _RETRIEVAL)])
    return _table(["variant", *_RETRIEVAL], rows)


def _calibration(default: VariantFigures) -> str:
    rows = [[measure, str(figure), str(default.measures[measure])] for measure, figure in default.uncalibrated.items()]
    return _table(["measure", "the reader's own score", "calibrated"], rows)


def _losses(readers: Sequence[VariantFigures]) -> str:
    rows = [[fate.value, *(_plain(each.losses.get(fate.value)) for each in readers)] for fate in Fate]
    return _table(["answerable questions whose evidence was", *(each.name for each in readers)], rows)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _cell(figure: Figure | None) -> str:
    return "–" if figure is None else str(figure)


def _plain(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if value <= 1 else f"{value:.0f}"


def _drawn(diagram: str) -> str:
    return f"```text\n{diagram}\n```"
