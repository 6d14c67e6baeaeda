"""No citation is shown as if its file had not changed: it is read again and asked again, or marked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from citeleaf.assistant import Assistant
from citeleaf.confidence import Calibration
from citeleaf.digests import Digests
from citeleaf.freshness import QUICK_BYTES
from citeleaf.models.sentence_reader import SentenceReader
from citeleaf.settings import Settings
from citeleaf.store.local import LocalStore
from citeleaf.types import Answer, Evidence, Standing
from support import BagOfWordsEncoder, bound_by_permissions, every_policy

CALIBRATION = Calibration(-2.0, Evidence(similarity=2.0, cover=3.0, margin=0.0), thresholds=every_policy(0.0))
QUESTION = "How long is the river Panj?"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "panj.txt").write_text("The river Panj is 1125 km long. It forms a border.")
    (folder / "winter.txt").write_text("Winter lasts five months. Snow lies on every mountain until June.")
    (folder / "summer.txt").write_text("In summer the valleys are green, and herds move to the high pastures.")
    return folder


@pytest.fixture
def assistant(tmp_path: Path, corpus: Path) -> Iterator[Assistant]:
    encoder = BagOfWordsEncoder()
    store = LocalStore.open(tmp_path / "index", encoder=encoder.name, dimensions=encoder.dimensions, create=True)
    settings = Settings(corpus=corpus, index=tmp_path / "index")
    with closing(Assistant(settings, store, encoder, SentenceReader(encoder), CALIBRATION)) as assistant:
        assistant.ingest()
        yield assistant


def standings(answer: Answer) -> dict[str, Standing]:
    return {citation.path: citation.standing for citation in answer.citations}


def test_what_is_unchanged_is_cited_as_it_is(assistant: Assistant) -> None:
    answer = assistant.ask(QUESTION)
    assert answer.text == "The river Panj is 1125 km long."
    assert set(standings(answer).values()) == {Standing.CURRENT}


def test_a_changed_file_is_read_again_before_it_is_cited(assistant: Assistant, corpus: Path) -> None:
    (corpus / "panj.txt").write_text("Measured again, the river Panj is 921 km long.")
    answer = assistant.ask(QUESTION)
    assert answer.text == "Measured again, the river Panj is 921 km long."
    assert standings(answer)["panj.txt"] is Standing.CURRENT


def test_a_change_that_keeps_size_and_time_of_writing_is_seen(assistant: Assistant, corpus: Path) -> None:
    """The time of the change of status tells it, which nothing can set back."""
    file = corpus / "panj.txt"
    before = file.stat()
    assistant.ask(QUESTION)
    file.write_text("The river Panj is 9999 km long. It forms a border.")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert assistant.ask(QUESTION).text == "The river Panj is 9999 km long."


def test_a_deleted_file_is_not_cited_any_more(assistant: Assistant, corpus: Path) -> None:
    (corpus / "panj.txt").unlink()
    answer = assistant.ask(QUESTION)
    assert "panj.txt" not in standings(answer)
    assert [entry.path for entry in assistant.entries()] == ["summer.txt", "winter.txt"]


def test_when_all_files_are_gone_nothing_is_forgotten_and_each_quote_says_so(
    assistant: Assistant, corpus: Path
) -> None:
    for file in corpus.iterdir():
        file.unlink()
    for _ in range(3):  # questions must not take the index apart document by document
        answer = assistant.ask(QUESTION)
        assert set(standings(answer).values()) == {Standing.GONE}
    assert len(assistant.entries()) == 3


def test_a_folder_that_is_gone_is_like_its_files(assistant: Assistant, corpus: Path) -> None:
    corpus.rename(corpus.with_name("elsewhere"))
    assert set(standings(assistant.ask(QUESTION)).values()) == {Standing.GONE}
    assert len(assistant.entries()) == 3


def test_a_file_that_can_no_longer_be_read_is_cited_as_changed(assistant: Assistant, corpus: Path) -> None:
    (corpus / "panj.txt").write_bytes(b"")
    for _ in range(2):
        answer = assistant.ask(QUESTION)
        assert answer.text == "The river Panj is 1125 km long."
        assert standings(answer)["panj.txt"] is Standing.CHANGED


def test_a_large_file_is_marked_rather_than_waited_for(assistant: Assistant, corpus: Path) -> None:
    (corpus / "panj.txt").write_text("The river Panj is 7 km long. " + "And so on. " * (QUICK_BYTES // 10))
    answer = assistant.ask(QUESTION)
    assert answer.text == "The river Panj is 1125 km long."
    assert standings(answer)["panj.txt"] is Standing.CHANGED


def test_while_another_store_writes_it_is_marked(assistant: Assistant, corpus: Path, tmp_path: Path) -> None:
    encoder = BagOfWordsEncoder()
    other = LocalStore.open(tmp_path / "index", encoder=encoder.name, dimensions=encoder.dimensions)
    with closing(other), other.writing():
        (corpus / "panj.txt").write_text("The river Panj is 921 km long.")
        assert standings(assistant.ask(QUESTION))["panj.txt"] is Standing.CHANGED
    assert assistant.ask(QUESTION).text == "The river Panj is 921 km long."


def test_a_file_that_may_not_be_opened_is_said_to_be_so(assistant: Assistant, corpus: Path, tmp_path: Path) -> None:
    (corpus / "panj.txt").chmod(0)
    index = tmp_path / "index"  # which that account may read
    for path in (index, *index.iterdir()):
        path.chmod(0o777)
    with bound_by_permissions(tmp_path):
        answer = assistant.ask(QUESTION)
    assert standings(answer)["panj.txt"] is Standing.UNREADABLE


class TestDigests:
    def test_an_unchanged_file_is_hashed_once(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        file = tmp_path / "a.txt"
        file.write_bytes(b"abc")
        os.utime(file, (1, 1))
        # Its status changed just now: three seconds from now that is long ago.
        later = file.stat().st_ctime_ns + 3_000_000_000
        monkeypatch.setattr("citeleaf.digests.time.time_ns", lambda: later)
        digests = Digests()
        first = digests.of(file)
        assert first == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2's own example
        monkeypatch.setattr("citeleaf.digests.digest_of", lambda path: pytest.fail("it was hashed again"))
        assert digests.of(file) == first

    def test_a_file_that_was_just_written_is_hashed_each_time(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = tmp_path / "a.txt"
        file.write_bytes(b"abc")
        digests = Digests()
        digests.of(file)
        monkeypatch.setattr("citeleaf.digests.digest_of", lambda path: "anew")
        assert digests.of(file) == "anew"

    @pytest.fixture
    def long_ago(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A file that was last written long before it is hashed."""
        file = tmp_path / "corpus" / "a.txt"
        file.parent.mkdir()
        file.write_bytes(b"abc")
        later = file.stat().st_ctime_ns + 3_000_000_000
        monkeypatch.setattr("citeleaf.digests.time.time_ns", lambda: later)
        return file

    def test_what_was_hashed_is_known_to_the_next_process(
        self, long_ago: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        digests = Digests(tmp_path / "kept")
        first = digests.of(long_ago)
        digests.save(long_ago.parent)
        assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["kept"]
        with monkeypatch.context() as patched:
            patched.setattr("citeleaf.digests.digest_of", lambda path: pytest.fail("it was hashed again"))
            assert Digests(tmp_path / "kept").of(long_ago) == first
        long_ago.write_bytes(b"abd")
        assert Digests(tmp_path / "kept").of(long_ago) != first

    def test_a_file_replaced_by_one_of_its_size_and_time_is_hashed_anew(self, long_ago: Path, tmp_path: Path) -> None:
        digests = Digests(tmp_path / "kept")
        first = digests.of(long_ago)
        digests.save(long_ago.parent)
        times = (long_ago.stat().st_atime_ns, long_ago.stat().st_mtime_ns)
        long_ago.write_bytes(b"abd")
        os.utime(long_ago, ns=times)  # the time of its status' change is nobody's to set
        assert Digests(tmp_path / "kept").of(long_ago) != first

    def test_a_large_file_is_not_written_for_each_document(
        self, long_ago: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("citeleaf.digests.SMALL", 2)
        monkeypatch.setattr("citeleaf.digests.SHARE", 2)
        kept = tmp_path / "kept"
        digests = Digests(kept)
        for name in "abcd":
            (long_ago.parent / name).write_text(name)
            digests.of(long_ago.parent / name)
        digests.save(long_ago.parent)
        first = kept.read_bytes()
        digests.of(long_ago)
        digests.save(long_ago.parent)
        assert kept.read_bytes() == first  # one of five is new
        digests.save_rest()
        assert b"a.txt" in kept.read_bytes()
        kept.unlink()
        digests.save_rest()
        assert not kept.exists()

    @pytest.mark.parametrize("damage", [b"", b"[]", b"\0" * 100, None])
    def test_damaged_it_is_passed_over(self, long_ago: Path, tmp_path: Path, damage: bytes | None) -> None:
        file = tmp_path / "kept"
        digests = Digests(file)
        first = digests.of(long_ago)
        digests.save(long_ago.parent)
        sound = file.read_bytes()
        file.write_bytes(sound[:-3] + b"x" + sound[-2:] if damage is None else damage)
        again = Digests(file)
        assert again.of(long_ago) == first
        again.save(long_ago.parent)
        assert file.read_bytes() == sound

    def test_where_it_cannot_be_kept_nothing_is_left_behind(self, long_ago: Path, tmp_path: Path) -> None:
        (tmp_path / "kept").mkdir()
        digests = Digests(tmp_path / "kept")
        first = digests.of(long_ago)
        digests.save(long_ago.parent)
        assert {path.name for path in tmp_path.iterdir()} == {"corpus", "kept"}
        assert digests.of(long_ago) == first
