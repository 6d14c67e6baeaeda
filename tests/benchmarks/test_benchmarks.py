"""What the benchmark itself works out: no speed is asserted here."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from benchmarks.askers import Asker, AskerFailed
from benchmarks.corpora import ADDED, Maker, NotMade, laid_out, number_of, path_of
from benchmarks.embeddings import CHUNK, Embeddings, encoded, unit
from benchmarks.figures import Figure, Gap, Target, quantile, shown, table, write
from benchmarks.formats import FORMATS, write_all
from benchmarks.parts import Watch
from benchmarks.sources import Source, questions, sources
from benchmarks.timing import Timing, interleaved, ratios, timed_process
from benchmarks.variations import Variations
from citeleaf.documents import load
from citeleaf.ingest import ingest
from citeleaf.store.local import LocalStore
from support import BagOfWordsEncoder

COMET = Source(
    "comet",
    "The Comet of 1958",
    (
        "In October 1958 the astronomer Brandl saw a comet from Copenhagen, 1,250 miles away.",
        "Later that year Brandl wrote to Uppsala about it.",
    ),
)
BRIDGE = Source(
    "bridge", "The Bridge", ("It was the engineer Mallory who built the bridge at Anta on a Monday in 1811.",)
)


def test_a_figure_is_held_against_its_target() -> None:
    ratio = Figure("start", "ratio", "", (0.3, 0.5, 0.2), Target(0.35))  # its median is 0.3
    assert (ratio.median, ratio.verdict) == (0.3, "met")
    assert Figure("encoding", "times", "", (2.4,), Target(2.5, least=True)).verdict == "not met"
    assert Figure("disk", "index", "MB", (1.0,)).verdict == ""


def test_half_of_the_values_lie_between_the_quartiles() -> None:
    # positions 0.25 * 3 = 0.75 and 0.75 * 3 = 2.25 of 1, 2, 3, 9: 1.75 and 3 + 0.25 * 6 = 4.5
    assert [quantile([9, 1, 3, 2], share) for share in (0.25, 0.75)] == [1.75, 4.5]
    assert quantile([7], 0.95) == 7


@pytest.mark.parametrize(("value", "words"), [(1234.6, "1,235"), (12.345, "12.35"), (0.1234, "0.123")])
def test_three_digits_tell(value: float, words: str) -> None:
    assert shown(value) == words


def test_the_table_names_what_was_not_measured(tmp_path: Path) -> None:
    figures = [Figure("ask", "warm", "ms", (100.0, 200.0), Target(150))]
    gaps = [Gap("peers", "txtai", "no such\nversion")]
    assert table(figures, gaps).splitlines()[2:] == [
        "| ask | warm | 150 ms | 125 – 175 | 2 | ≤ 150 | met |",
        "| peers | txtai | not measured: no such version | | | | |",
    ]
    write(tmp_path, {"cores": "2"}, figures, gaps)
    found = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert found["figures"][0]["values"] == [100.0, 200.0]
    assert found["not measured"][0]["name"] == "txtai"
    assert (tmp_path / "results.md").read_text(encoding="utf-8").startswith("- cores: 2\n")


def test_every_way_has_one_turn_a_round() -> None:
    turns: list[str] = []

    def way(name: str) -> Timing:
        turns.append(name)
        return Timing(float(len(turns)), 0.0)

    found = interleaved({"a": lambda: way("a"), "b": lambda: way("b")}, 3)
    assert [sorted(turns[at : at + 2]) for at in (0, 2, 4)] == [["a", "b"]] * 3
    assert sorted(timing.wall for timings in found.values() for timing in timings) == [1, 2, 3, 4, 5, 6]
    assert ratios([1.0, 4.0], [2.0, 2.0]) == (0.5, 2.0)


def test_a_process_is_timed_and_its_failure_told() -> None:
    timing = timed_process([sys.executable, "-c", "sum(range(100))"])
    assert timing.wall > 0
    assert timing.processor > 0
    with pytest.raises(RuntimeError, match="exit code 3"):
        timed_process([sys.executable, "-c", "raise SystemExit(3)"])


def test_a_variation_exchanges_names_numbers_and_dates_throughout() -> None:
    variations = Variations([COMET, BRIDGE])
    varied = variations.of(COMET, 1)
    assert varied == variations.of(COMET, 1)
    assert varied != variations.of(COMET, 2)
    assert variations.of(COMET, 0) == COMET
    names = {"Brandl", "Copenhagen", "Uppsala", "Mallory", "Anta"}
    first, second = (piece.split() for piece in varied.pieces)
    assert first[5] in names
    assert first[5] == second[3]  # Brandl became the same other name
    assert 1900 <= int(first[2]) < 2026
    assert first[11][1] == ","  # 1,250: as many digits, the comma where it was
    assert [len(piece.split()) for piece in varied.pieces] == [len(piece.split()) for piece in COMET.pieces]
    assert first[3:5] == ["the", "astronomer"]


def test_a_displaced_vector_lies_as_far_from_its_original_as_a_real_variation() -> None:
    drawn = np.random.default_rng(0)
    base = unit(drawn.standard_normal((200, 32)).astype(np.float32))
    varied = unit(base + 0.05 * drawn.standard_normal((200, 32)).astype(np.float32))
    embeddings = Embeddings(base, varied)
    everything = np.arange(200)
    assert (embeddings.of(0, everything) == base).all()
    assert (embeddings.of(1, everything) == varied).all()
    displaced = embeddings.of(7, everything)
    assert np.allclose(np.linalg.norm(displaced, axis=1), 1, atol=1e-6)
    assert (displaced == embeddings.of(7, everything)).all()
    assert not np.array_equal(displaced, embeddings.of(8, everything))
    really, drawn_instead = embeddings.displacement_checked()
    assert drawn_instead == pytest.approx(really, abs=0.02)
    nearest = (displaced @ base.T).argmax(axis=1)
    assert (nearest == everything).mean() > 0.95  # what is near it is what is near its original


def test_vectors_that_were_made_are_not_made_again(tmp_path: Path) -> None:
    texts = [f"text {number}" for number in range(CHUNK + 3)]
    first = encoded(texts, BagOfWordsEncoder(), tmp_path)

    never = BagOfWordsEncoder()
    assert (encoded(texts, never, tmp_path) == first).all()
    assert never.encoded == 0
    assert first.shape == (len(texts), BagOfWordsEncoder().dimensions)


def test_a_corpus_is_made_of_files_that_its_index_fits(tmp_path: Path) -> None:
    maker = Maker(tmp_path, [COMET, BRIDGE], BagOfWordsEncoder(), really=6)
    made = maker.make(9, until=float("inf"))  # three passages a copy: three copies of both
    assert (made.documents, made.passages) == (6, 9)
    files = sorted(path for path in made.settings.corpus.rglob("*.txt"))
    assert [number_of(path.name) for path in files] == list(range(6))
    document, passages = maker.document(4)
    assert (made.settings.corpus / path_of(4)).read_text(encoding="utf-8") == document.text
    assert all(passage.span.of(document.text) == passage.text for passage in passages)
    assert len(maker.vectors(4)) == len(passages)
    assert maker.make(9, until=float("inf")) == made


def test_what_a_run_left_in_a_corpus_is_taken_out(tmp_path: Path) -> None:
    maker = Maker(tmp_path, [COMET, BRIDGE], BagOfWordsEncoder(), really=6)
    made = maker.make(9, until=float("inf"))
    (made.settings.corpus / ADDED).write_text("It was left behind.", encoding="utf-8")
    with closing(
        LocalStore.open(made.settings.index, encoder=BagOfWordsEncoder.name, dimensions=BagOfWordsEncoder.dimensions)
    ) as store:
        ingest(made.settings.corpus, store, BagOfWordsEncoder(), within=[ADDED])
        assert store.passage_count() == 10
    assert maker.make(9, until=float("inf")) == made
    assert not (made.settings.corpus / ADDED).exists()


def test_making_a_corpus_goes_on_where_time_ran_out(tmp_path: Path) -> None:
    maker = Maker(tmp_path, [COMET, BRIDGE], BagOfWordsEncoder(), really=6)
    with pytest.raises(NotMade, match="1 of 6 documents"):
        maker.make(9, until=0.0)
    assert maker.make(9, until=float("inf")).passages == 9


@pytest.mark.parametrize("suffix", FORMATS)
def test_each_format_holds_the_same_words(suffix: str, tmp_path: Path) -> None:
    write_all(tmp_path, [COMET], suffix)
    document = load(tmp_path / f"00000.{suffix}", tmp_path)
    words = " ".join(document.text.split())
    assert "astronomer Brandl saw a comet" in words
    assert document.title == COMET.title


def test_sources_and_questions_come_from_sets(tmp_path: Path) -> None:
    corpus = tmp_path / "stars" / "corpus"
    corpus.mkdir(parents=True)
    (corpus / "comet.txt").write_bytes(laid_out(COMET, "x")[0].text.encode())
    (corpus / "empty.txt").write_text("", encoding="utf-8")
    asked = {"question": "Who saw the comet?", "answers": ["Brandl"], "history": []}
    leaning = {"question": "And when?", "answers": [], "history": [{"question": "", "answer": ""}]}
    lines = "\n".join(json.dumps(each) for each in (asked, leaning))
    (tmp_path / "stars" / "questions.jsonl").write_text(lines, encoding="utf-8")
    assert [source.name for source in sources(tmp_path)] == ["comet"]
    assert [(each.text, each.answers) for each in questions(tmp_path, 5)] == [("Who saw the comet?", ("Brandl",))]


def test_a_process_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(AskerFailed, match="no module of that kind"):
        Asker("broken", [sys.executable, "-c", "raise SystemExit('no module of that kind')"], tmp_path)


def test_a_watch_counts_what_it_is_put_on() -> None:
    watch = Watch()
    assert watch.watched(lambda: 7, "work")() == 7
    assert set(watch.take()) == {"work"}
    assert watch.take() == {}
