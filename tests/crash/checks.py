"""What must hold after a death: the index opens, is whole, holds what was committed, and answers as a new one does."""

from __future__ import annotations

import json
import shutil
import tempfile
from contextlib import closing
from pathlib import Path

from citeleaf.assistant import Assistant
from citeleaf.confidence import Calibration
from citeleaf.errors import IndexMissing
from citeleaf.models.sentence_reader import SentenceReader
from citeleaf.passages import for_encoder
from citeleaf.protocols import Store
from citeleaf.settings import Settings
from citeleaf.store.local import LocalStore
from citeleaf.store.verification import verify_catalogue, verify_vectors_file
from citeleaf.types import Filters
from crash.scenes import ENCODER, open_store, take_in

QUESTIONS = ("How many bridges were there in the year 1922?", "What does report number 1 of edition 2 tell of?")
LIMIT = 7
EVERYTHING = Filters()

Held = dict[str, str]
"""Path -> hash of what is stored of it."""


class Lost(AssertionError):
    """Something did not hold."""


def check(root: Path, before: Held, fresh: Path, answers: str) -> None:
    """Raises Lost unless the index in ``root`` survived, ``before`` being what it held when the work began.

    ``fresh`` is the root of an index that was built from scratch of the same corpus, and ``answers`` are its answers.
    """
    possible = allowed(before, root / "log")
    try:
        with closing(open_store(root)) as store:
            held = {entry.path: entry.sha256 for entry in store.entries()}
            _require(held in possible, f"holds {sorted(held)}, which is none of the committed states {possible}")
            _check_whole(root)
            _check_against_copy(store)
    except IndexMissing:
        _require({} in possible, "there is no index, though documents were committed")
    take_in(root)
    _check_whole(root)
    with closing(open_store(root)) as store, closing(open_store(fresh)) as other:
        check_alike(store, other)
        _require(store.failures() == other.failures(), "names other failures than a build from scratch")
        _require(answers_of(root, store) == answers, "answers otherwise than a build from scratch")


def allowed(before: Held, log: Path) -> list[Held]:
    """The states that may be found: what was noted as done, and with what was begun after it."""
    done, begun = dict(before), None
    for line in log.read_text("utf-8").splitlines() if log.exists() else ():
        stage, *words = json.loads(line)
        if stage == "done":
            _apply(done, words)
            begun = None
        else:
            begun = words
    states = [done]
    if begun:
        states.append(dict(done))
        _apply(states[1], begun)
    return states


def committed(before: Held, log: Path) -> list[Held]:
    """Every state that was ever committed, in order; the last may not have been, if its writer was killed at it."""
    states = [before]
    for line in log.read_text("utf-8").splitlines() if log.exists() else ():
        stage, *words = json.loads(line)
        if stage == "begin":
            states.append(dict(states[-1]))
            _apply(states[-1], words)
    return states


def _apply(held: Held, words: list[str]) -> None:
    match words:
        case ["replace", path, digest]:
            held[path] = digest
        case ["rename", old, new]:
            held[new] = held.pop(old) if old in held else held[new]
        case ["remove", path]:
            held.pop(path, None)
        case ["forget"]:
            held.clear()


def _check_whole(root: Path) -> None:
    faults = [*verify_catalogue(root / "index"), *verify_vectors_file(root / "index")]
    _require(not faults, f"is not whole: {faults}")


def _check_against_copy(store: Store) -> None:
    """The same documents put one by one into a new index answer alike."""
    folder = Path(tempfile.mkdtemp(prefix="citeleaf-crash-copy-"))
    try:
        with closing(LocalStore.open(folder, encoder=ENCODER.name, dimensions=ENCODER.dimensions, create=True)) as copy:
            with copy.writing():
                for entry in store.entries():
                    passages = store.passages(entry.document_id)
                    vectors = ENCODER.encode_passages([for_encoder(passage) for passage in passages])
                    copy.replace(store.document(entry.document_id), passages, vectors)
            check_alike(store, copy)
    finally:
        shutil.rmtree(folder)


def check_alike(one: Store, other: Store) -> None:
    """Raises Lost unless both hold the same and find the same."""
    _require(one.entries() == other.entries(), "holds other documents than a build from scratch")
    for entry in one.entries():
        identity = entry.document_id
        _require(one.document(identity) == other.document(identity), f"{entry.path} is another document")
        _require(one.passages(identity) == other.passages(identity), f"{entry.path} has other passages")
    for question in QUESTIONS:
        vector = ENCODER.encode_questions([question])[0]
        words = question.rstrip("?").split()
        dense = one.dense(vector, LIMIT, EVERYTHING) == other.dense(vector, LIMIT, EVERYTHING)
        _require(dense, f"finds other passages by meaning: {question}")
        lexical = one.lexical(words, LIMIT, EVERYTHING) == other.lexical(words, LIMIT, EVERYTHING)
        _require(lexical, f"finds other passages by wording: {question}")


def answers_of(root: Path, store: Store) -> str:
    """Everything that ``store`` and the corpus in ``root`` answer to the questions, however unsure, in words."""
    settings = Settings(corpus=root / "corpus", index=root / "index", minimum_confidence=0.0)
    calibration = Calibration.bundled("sentence_reader")
    assistant = Assistant(settings, store, ENCODER, SentenceReader(ENCODER), calibration)
    return "\n".join(repr(assistant.ask(question)) for question in QUESTIONS)


def _require(holds: bool, fault: str) -> None:
    if not holds:
        raise Lost(f"the index {fault}")
