"""Step 2: look-alike questions with one word or name swapped for another of its kind that the passage need not hold.

    python -m citeleaf.training.nearby WORK

"North" for "south", "length" for "width", "Spanish" for "Scottish": mutually exclusive words and other names are what
people write unanswerable questions with most (Rajpurkar, Jia and Liang 2018, table 2), and no list holds them all.
Words of one kind have word vectors near each other; synonyms do too, so a swap that leaves the whole question's meaning
where it was, by the encoder, is not taken. Names come from the wrong passages that the search found for the question.
"""

from __future__ import annotations

import argparse
import logging
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from citeleaf.models.encoder import packaged_folder
from citeleaf.models.onnx_encoder import BundledEncoder
from citeleaf.protocols import Encoder
from citeleaf.terms import is_function_word
from citeleaf.training.lookalikes import ENDINGS, names_of_question, names_within, put
from citeleaf.training.records import Record, read_records, write_records
from citeleaf.training.reporting import reported

if TYPE_CHECKING:
    from collections.abc import Callable

    from citeleaf.protocols import Vectors

SEED = 21
TRIED, KEPT = 8, 4
"""Questions of a record that are held against the encoder, and those kept, at most."""
NEIGHBOURS = 8
NEAR = (0.28, 0.62)
"""Cosines of the word vectors of words of one kind. Below they have little in common; above they are inflections."""
SAME_WORD = 0.69
"""The encoder's cosine of two words alone from which on they are taken to mean the same."""
CHANGED = (0.6, 0.92)
"""The encoder's cosines of a question and its look-alike: it still looks alike, and asks for something else."""
_WORD_SEEN, _NAME_SEEN = 8, 3
"""Times a word, or records a name, must be seen in to be swapped in."""
_NAMES = 2
"""Names from wrong passages that are tried for each of the question's."""
_BATCH = 256
_WORD = re.compile(r"(?<![\w-])[a-z]{4,}(?![\w-])")
_GENERIC = frozenset("called kind known located main many named number people person type types used word".split())
"""What questions ask with, and what no look-alike is told from."""

log = logging.getLogger(__name__)


class Neighbours:
    """Words of one kind, by their vectors."""

    def __init__(self, words: Sequence[str], pieces: Vectors, meanings: Vectors) -> None:
        """``pieces`` are the words' vectors before they are read in context, ``meanings`` those of the words read
        alone: both of shape (words, dimensions), of unit length, or zero where a word has none."""
        self._words = list(words)
        self._places = {word: at for at, word in enumerate(words)}
        self._pieces = pieces
        self._meanings = meanings
        self._endings = np.array([_ending(word) for word in words])
        self._found: dict[str, list[str]] = {}

    @classmethod
    def among(cls, words: Sequence[str], encoder: Encoder, pieces: Callable[[Sequence[str]], Vectors]) -> Neighbours:
        return cls(words, pieces(words), encoder.encode_passages(words))

    def of(self, word: str) -> list[str]:
        """The ``NEIGHBOURS`` nearest words of the kind of ``word`` that neither mean the same nor come from it."""
        if word not in self._found:
            self._found[word] = self._of(word)
        return self._found[word]

    def _of(self, word: str) -> list[str]:
        at = self._places.get(word)
        if at is None:
            return []
        near = self._pieces @ self._pieces[at]
        same = self._meanings @ self._meanings[at]
        fits = (near > NEAR[0]) & (near < NEAR[1]) & (same < SAME_WORD) & (self._endings == self._endings[at])
        found = (self._words[other] for other in np.argsort(-near, kind="stable") if fits[other])
        return [other for other in found if other[:4] != word[:4] and other[-5:] != word[-5:]][:NEIGHBOURS]


@dataclass(frozen=True, slots=True)
class Kinds:
    """What stands for what: plain ``words``, and ``names`` of one word, in small letters."""

    words: Neighbours
    names: Neighbours

    @classmethod
    def among(cls, records: Sequence[Record], encoder: Encoder, pieces: Callable[[Sequence[str]], Vectors]) -> Kinds:
        """Those that ``records`` use."""
        return cls(
            Neighbours.among(_often(map(_plain_words, records), _WORD_SEEN), encoder, pieces),
            Neighbours.among(_often(map(_single_names, records), _NAME_SEEN), encoder, pieces),
        )


def vary(records: Sequence[Record], kinds: Kinds, encoder: Encoder, chance: random.Random) -> list[Record]:
    """The records with their ``nearby`` questions."""
    varied = []
    for at in range(0, len(records), _BATCH):
        batch = records[at : at + _BATCH]
        swapped = [_drawn(_swaps(record, kinds, chance), TRIED, chance) if record.answers else [] for record in batch]
        questions = [record.question for record in batch] + [other for others in swapped for other in others]
        vectors = encoder.encode_questions(questions)
        end = len(batch)
        for number, (record, others) in enumerate(zip(batch, swapped, strict=True)):
            begin, end = end, end + len(others)
            alike = vectors[begin:end] @ vectors[number]
            kept = [other for other, cosine in zip(others, alike, strict=True) if CHANGED[0] < cosine < CHANGED[1]]
            varied.append(replace(record, nearby=tuple(_drawn(kept, KEPT, chance))))
    return varied


def _drawn(questions: Iterable[str], count: int, chance: random.Random) -> list[str]:
    """At most ``count`` of them, each once."""
    different = list(dict.fromkeys(questions))
    return chance.sample(different, min(count, len(different)))


def _swaps(record: Record, kinds: Kinds, chance: random.Random) -> Iterator[str]:
    """Look-alikes of the record's question, whatever they mean; answers are not swapped in."""
    question = record.question
    said = " ".join(answer.of(record.passage.text) for answer in record.answers).lower()
    for match in _WORD.finditer(question):
        if not is_function_word(match.group()) and match.group() not in _GENERIC:
            for word in kinds.words.of(match.group()):
                if word not in said and word not in question:
                    yield put(question, match, word)
    elsewhere = {name for text in record.negatives for name in names_within(text.text, question)}
    others = sorted(name for name in elsewhere if name not in record.passage.text and name.lower() not in said)
    for match in names_of_question(question):
        alike = [name.capitalize() for name in kinds.names.of(match.group().lower()) if name not in said]
        for name in [*alike, *_drawn(others, _NAMES, chance)]:
            if name not in question:
                yield put(question, match, name)


def _plain_words(record: Record) -> list[str]:
    words = _WORD.findall(f"{record.question} {record.passage.text}")
    return [word for word in words if not is_function_word(word)]


def _single_names(record: Record) -> list[str]:
    return [name.lower() for name in names_within(record.passage.text, "") if name.isalpha()]


def _often(found: Iterable[list[str]], least: int) -> list[str]:
    """The words found ``least`` times or more, most often first."""
    counts = Counter(word for words in found for word in words)
    return [word for word, count in counts.most_common() if count >= least]


def word_vectors(words: Sequence[str]) -> Vectors:
    """The trunk's own vectors of ``words``, centred, of unit length; zero for those of several word pieces."""
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    folder = packaged_folder()
    pieces = load_file(folder / "model.safetensors")["embeddings.word_embeddings.weight"]
    known = Tokenizer.from_file(str(folder / "tokenizer.json")).get_vocab()
    places = [known.get(word) for word in words]
    vectors: Vectors = np.zeros((len(words), pieces.shape[1]), np.float32)
    for at, place in enumerate(places):
        if place is not None:
            vectors[at] = pieces[place]
    there = vectors.any(axis=1)
    if there.sum() < 2:  # the one is then the mean
        return np.zeros_like(vectors)
    vectors[there] -= vectors[there].mean(axis=0)
    vectors[there] /= np.linalg.norm(vectors[there], axis=1, keepdims=True)
    return vectors


def _ending(word: str) -> int:
    return next(at for at, ending in enumerate(ENDINGS) if word.endswith(ending))


@reported("nearby")
def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, vary every source's records in place, and say how many questions each was given."""
    parser = argparse.ArgumentParser(description="Add look-alike questions with words of the same kind.")
    parser.add_argument("work", type=Path)
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    encoder = BundledEncoder()
    sources = {path: list(read_records(path)) for path in sorted((options.work / "records").glob("*.jsonl"))}
    kinds = Kinds.among([record for records in sources.values() for record in records], encoder, word_vectors)
    for path, records in sources.items():
        varied = vary(records, kinds, encoder, random.Random(SEED))
        write_records(varied, path)
        log.info("%s: %d questions", path.stem, sum(len(record.nearby) for record in varied))
    return 0


if __name__ == "__main__":
    sys.exit(main())
