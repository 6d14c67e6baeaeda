"""Measures answer quality on large sets: `make quality DATA=folder`.

    PYTHONPATH=tests python -m quality DATA [--sets NAME ...] [--limit N] [--out FOLDER] [--fresh]

DATA holds a folder for each set, with questions*.jsonl and corpus/ in it. The report is ``report.md`` and
``report.json`` in the output folder, written again after each set; what was measured before is taken from there.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from citeleaf.errors import CiteleafError, UsageError
from citeleaf.models.choose import open_encoder
from citeleaf.settings import Settings
from quality.figures import VariantFigures, figures_of
from quality.large_sets import find_sets
from quality.report import as_json, as_markdown
from quality.runs import run_set


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    try:
        _measure(options)
    except CiteleafError as error:
        sys.stderr.write(f"quality: {error}\n")
        return error.exit_code
    sys.stdout.write(f"{options.out / 'report.md'}\n")
    return 0


def _measure(options: argparse.Namespace) -> None:
    if options.limit is not None and options.limit < 1:
        raise UsageError(f"the limit must be at least 1, not {options.limit}: leave it out to ask every question")
    found = find_sets(options.data, options.sets, options.limit)
    encoder = open_encoder(Settings().encoder)
    sets: dict[str, list[VariantFigures]] = {}
    for large in found:
        if options.fresh:
            shutil.rmtree(options.out / large.name, ignore_errors=True)
        sets[large.name] = [figures_of(outcome) for outcome in run_set(large, encoder, options.out)]
        (options.out / "report.md").write_text(as_markdown(sets), encoding="utf-8")
        (options.out / "report.json").write_text(f"{as_json(sets)}\n", encoding="utf-8")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="quality", description="Measure answer quality on large sets of questions.")
    parser.add_argument("data", type=Path, metavar="DATA", help="the folder that holds the sets")
    parser.add_argument("--sets", nargs="+", default=[], metavar="NAME", help="only these sets")
    parser.add_argument("--limit", type=int, metavar="N", help="only N questions of each set, at equal distances")
    parser.add_argument("--out", type=Path, default=Path("build/quality"), metavar="FOLDER", help="where it is written")
    parser.add_argument("--fresh", action="store_true", help="forget what was measured before, indexes too")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
