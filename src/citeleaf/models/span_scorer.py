"""The bundled reader's model: for every token of a passage, how well an answer would start there, and end there.

It reads ``[CLS] question [SEP] context, text [SEP]``, as it was trained to, with a bar where a cell of a table ends. A
text that is too long is read in windows that overlap, each under the same context.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from citeleaf.models.bundle import FOLDER, READER, load_tokenizer, read_verified
from citeleaf.models.sequences import SequenceModel, TokenSequence
from citeleaf.tables import with_bars

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Encoding

LONGEST = 384
LONGEST_QUESTION = 64
OVERLAP = 128
"""All three in tokens. Two windows share about ``OVERLAP``, so that what stands at an edge of one has words on both
sides in the other (Devlin et al. 2019 read SQuAD so)."""


class Model(Protocol):
    """What scores tokens: the bundle's file, or what that was made of (``training.parity``)."""

    def run(self, sequences: Sequence[TokenSequence]) -> list[NDArray[np.float32]]:
        """The logits of starts and ends of each sequence: shape (tokens, 2)."""
        ...


@dataclass(frozen=True, slots=True)
class TokenScores:
    """Logits for the n tokens of a text, without its context's, and for there being no answer in it.

    ``starts`` and ``ends`` have the shape (n,); ``offsets``, of shape (n, 2), are each token's characters in the text.
    A span scores its first token's start and its last token's end together, and ``no_answer`` is on that scale.
    """

    starts: NDArray[np.float32]
    ends: NDArray[np.float32]
    no_answer: float
    offsets: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Window:
    """The tokens of a text from ``begin`` up to ``end``, and where in the sequence that reads them the first stands."""

    begin: int
    end: int
    position: int
    sequence: TokenSequence


class SpanScorer:
    """Scores the tokens of passages against a question; a passage's scores do not depend on the other passages."""

    def __init__(self, folder: Path = FOLDER, model: Model | None = None) -> None:
        """``model`` reads in place of the bundle's own. Raises ModelError when the bundle in ``folder`` is damaged."""
        self._tokenizer = load_tokenizer(folder=folder)
        self._model = model or SequenceModel(read_verified(READER, folder))
        self._cls, self._sep = self._tokenizer.encode("").ids

    def score(self, question: str, passages: Sequence[tuple[str, str]]) -> list[TokenScores]:
        """The scores of each of ``passages``, which are pairs of context and text."""
        asked = self._tokenizer.encode(question, add_special_tokens=False).ids[:LONGEST_QUESTION]
        aboves = [f"{context}\n" if context else "" for context, _ in passages]
        joined = [above + with_bars(text) for above, (_, text) in zip(aboves, passages, strict=True)]
        encodings = self._tokenizer.encode_batch(joined, add_special_tokens=False)
        offsets = [_text_offsets(each, len(above)) for each, above in zip(encodings, aboves, strict=True)]
        windows = [
            list(self._windows(asked, each.ids, len(each.ids) - len(places)))
            for each, places in zip(encodings, offsets, strict=True)
        ]
        logits = iter(self._model.run([window.sequence for each in windows for window in each]))
        return [
            _merged(each, [next(logits) for _ in each], places) for each, places in zip(windows, offsets, strict=True)
        ]

    def _windows(self, question: Sequence[int], ids: Sequence[int], above: int) -> Iterator[_Window]:
        """The windows over ``ids``, the first ``above`` of which are the context: one where all of it fits."""
        room = LONGEST - len(question) - 3
        context = ids[:above] if len(ids) <= room else ids[: min(above, room // 2)]
        text = ids[above:]
        before = [self._cls, *question, self._sep]
        for begin, end in _ranges(len(text), room - len(context)):
            after = [*context, *text[begin:end], self._sep]
            sequence = TokenSequence([*before, *after], [0] * len(before) + [1] * len(after))
            yield _Window(begin, end, len(before) + len(context), sequence)


def _text_offsets(encoding: Encoding, above: int) -> NDArray[np.int64]:
    """The characters of the text's tokens; the text begins at the character ``above``, and no token spans that."""
    offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2) - above
    return offsets[offsets[:, 0] >= 0]


def _ranges(count: int, room: int) -> list[tuple[int, int]]:
    """Ranges of at most ``room`` that cover ``count`` tokens; the last is moved back so as to be full."""
    if count <= room:
        return [(0, count)]
    step = room - min(OVERLAP, room // 2)
    return [(begin, begin + room) for begin in (*range(0, count - room, step), count - room)]


def _merged(
    windows: Sequence[_Window], logits: Sequence[NDArray[np.float32]], offsets: NDArray[np.int64]
) -> TokenScores:
    """Each token as the window scored it in which it has most words around it.

    A passage holds no answer only where none of its windows does, so the lowest of their scores for that is its own.
    """
    scores = np.zeros((len(offsets), 2), dtype=np.float32)
    around = np.full(len(offsets), -1)
    for window, output in zip(windows, logits, strict=True):
        tokens = np.arange(window.begin, window.end)
        here = np.minimum(tokens - window.begin, window.end - 1 - tokens)
        better = here > around[tokens]
        scores[tokens[better]] = output[window.position + tokens[better] - window.begin]
        around[tokens[better]] = here[better]
    no_answer = min(float(output[0].sum()) for output in logits)
    return TokenScores(scores[:, 0], scores[:, 1], no_answer, offsets)
