"""What the documents say stays in them: not for other accounts, and not in any log or error."""

from __future__ import annotations

import logging
import sys
from contextlib import closing
from pathlib import Path

import pytest

from citeleaf.assistant import Assistant
from citeleaf.confidence import Calibration
from citeleaf.errors import CiteleafError
from citeleaf.models.sentence_reader import SentenceReader
from citeleaf.settings import Settings
from citeleaf.store.local import LocalStore
from citeleaf.types import Turn
from documents.pdf_files import lines, pdf
from fuzz import seeds
from support import BagOfWordsEncoder

SENTINEL = "swordfish"
SECRET = f"The password of the lighthouse is {SENTINEL}, and Anders Holm knows it."


def write_documents(corpus: Path) -> None:
    """The secret in every format, whole and damaged."""
    page = f"<!doctype html><html><body><article><p>{SECRET}</p></article>".encode()
    part = seeds.DOCX_PARTS["word/document.xml"].replace(b"The lamp", SECRET.encode())
    chapter = seeds.EPUB_PARTS["OPS/one.xhtml"].replace(b"The crossing", SECRET.encode())
    whole = {
        "a.txt": SECRET.encode(),
        "a.md": f"# {SECRET}\n\n{SECRET}".encode(),
        "a.html": page,
        "a.pdf": pdf(lines(72, 700, [SECRET])),
        "a.docx": seeds.docx_with_part(b"\0" + part),
        "a.epub": seeds.epub_with_part(b"\0" + chapter),
    }
    for name, data in whole.items():
        (corpus / name).write_bytes(data)
        (corpus / f"cut-{name}").write_bytes(data[: len(data) * 2 // 3])
        (corpus / f"odd-{name}").write_bytes(b"\x00\xff" + data)


@pytest.mark.filterwarnings("default")  # a library's warning is what must not hold the words, too
def test_no_log_and_no_error_holds_what_documents_say(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    write_documents(corpus)
    encoder = BagOfWordsEncoder()
    store = LocalStore.open(index, encoder=encoder.name, dimensions=encoder.dimensions, create=True)
    settings = Settings(corpus=corpus, index=index, minimum_confidence=0.0)
    calibration = Calibration.bundled("sentence_reader")
    with (
        caplog.at_level(logging.DEBUG),
        closing(Assistant(settings, store, encoder, SentenceReader(encoder), calibration)) as assistant,
    ):
        report = assistant.ingest()
        answer = assistant.ask("What is the password?", [Turn("Who knows it?", SECRET)])
        for question in ("", "\ud800", SENTINEL * 1000):
            with pytest.raises(CiteleafError) as refused:
                assistant.ask(question)
            assert SENTINEL not in str(refused.value)
    assert SENTINEL in (answer.text or ""), "the answer alone holds it"
    assert report.failed > 0
    assert not any(SENTINEL in failure.reason for failure in report.failures)
    printed = capfd.readouterr()
    assert SENTINEL not in caplog.text + printed.out + printed.err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights elsewhere")
def test_the_index_is_closed_to_other_accounts(tmp_path: Path) -> None:
    """Also in a folder that was there before, as the repository's is; unless its owner opens it afterwards."""
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    index.mkdir(mode=0o755)
    write_documents(corpus)
    encoder = BagOfWordsEncoder()
    store = LocalStore.open(index, encoder=encoder.name, dimensions=encoder.dimensions, create=True)
    with closing(
        Assistant(
            Settings(corpus=corpus, index=index),
            store,
            encoder,
            SentenceReader(encoder),
            Calibration.bundled("sentence_reader"),
        )
    ) as assistant:
        assistant.ingest()
        assert index.stat().st_mode & 0o777 == 0o700
    index.chmod(0o750)
    LocalStore.open(index, encoder=encoder.name, dimensions=encoder.dimensions, create=True).close()
    assert index.stat().st_mode & 0o777 == 0o750, "who shares it means to"
