"""Step 1: the sets -> ``records/*.jsonl``, and the articles that are held out as a corpus with questions.

    python -m citeleaf.training.prepare DATA WORK [--sample N]

``DATA`` is the folder of the published sets (see ``sources``), about whose paragraphs more was asked (``written``),
``WORK`` where every step keeps its files. A source whose records are there is not made again. ``held_out`` has the
layout that ``citeleaf evaluate`` reads.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import sys
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from citeleaf.errors import UsageError
from citeleaf.models.onnx_encoder import BundledEncoder
from citeleaf.protocols import Encoder
from citeleaf.training.mining import divide, mine, write_corpus
from citeleaf.training.records import write_records
from citeleaf.training.reporting import reported
from citeleaf.training.sources import Article, held_out, read_sources, search_paragraphs
from citeleaf.training.written import SOURCE as WRITTEN
from citeleaf.training.written import written

SEED = 20
PARAGRAPHS_SEARCHED = {"amazon": 700, "reddit": 700, "subjqa": 0}
"""Of these so many paragraphs are indexed and searched for wrong passages; the rest are used without: there are
thousands, of the least related kind, and many of subjqa's questions have no answer as they are."""

log = logging.getLogger(__name__)


def prepare(data: Path, work: Path, encoder: Encoder, sample: int | None = None) -> None:
    """Write the records of every source in ``data``; of its first ``sample`` articles where that is given.

    Raises UsageError when ``data`` holds none of the sets.
    """
    sources = read_sources(data)
    if not sources:
        raise UsageError(f"{data} holds none of the training sets: name the folder that does")
    if "wiki" in sources:
        _write_held_out(held_out(sources["wiki"]), work / "held_out")
        sources["wiki"] = sources["wiki"][: -len(held_out(sources["wiki"]))]
    if asked := written([*chain.from_iterable(sources.values()), *search_paragraphs(data)]):
        sources[WRITTEN] = asked
    for source, articles in sources.items():
        records = work / "records" / f"{source}.jsonl"
        if records.exists():
            continue
        records.parent.mkdir(parents=True, exist_ok=True)
        units = _units(articles)[:sample]
        searched = units[: PARAGRAPHS_SEARCHED.get(source)]
        chance = random.Random(SEED)  # nothing secret
        mined = list(mine(source, searched, work / "pools" / source, encoder, chance)) if searched else []
        rest = units[len(searched) :]
        if rest:
            mined += list(divide(source, rest, work / "pools" / f"{source}-rest", chance))
        log.info("%s: %d records", source, write_records(mined, records))


def _units(articles: Sequence[Article]) -> list[Article]:
    """Articles with a title stay whole; paragraphs that only share a file stand alone, each a document."""
    units = []
    for article in articles:
        if article.title or len(article.paragraphs) == 1:
            units.append(article)
        else:
            units += [Article(article.source, "", (paragraph,)) for paragraph in article.paragraphs]
    return units


def _write_held_out(articles: Sequence[Article], folder: Path) -> None:
    placed = write_corpus(articles, folder / "corpus")
    with (folder / "questions.jsonl").open("w", encoding="utf-8") as file:
        for each in placed:
            line = {
                "id": each.question.id,
                "question": each.question.text,
                "answers": sorted(each.said),
                "evidence": [{"document": each.path, "start": span.start, "end": span.end} for span in each.answers],
                "history": [],
            }
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


@reported("prepare")
def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, prepare, and say how many records each source gave."""
    parser = argparse.ArgumentParser(description="Make training records of the published sets.")
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--sample", type=int, help="use only so many articles of each set")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    prepare(options.data, options.work, BundledEncoder(), options.sample)
    return 0


if __name__ == "__main__":
    sys.exit(main())
