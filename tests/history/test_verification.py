"""An export is compared with the files as they are now, and nothing outside the corpus is ever opened."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from citeleaf.citation_state import CitationState
from citeleaf.cli import main
from citeleaf.history.export import render
from citeleaf.history.export.json_format import parse
from citeleaf.history.export.model import export_of
from citeleaf.history.kept import Exchange
from citeleaf.history.sources import FolderSources
from citeleaf.history.verification import Verified, all_hold, counts, verify
from history.samples import NOON, QUOTE, TEXT, kept_of, write


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return tmp_path / "corpus"


@pytest.fixture
def exported(corpus: Path, tmp_path: Path) -> Path:
    """An answer with one quote, exported when the document was written."""
    kept = Exchange(kept_of(write(corpus)))
    file = tmp_path / "answer.json"
    file.write_text(render(export_of("A title", [kept], FolderSources(corpus), NOON), "json"), encoding="utf-8")
    return file


def checked(exported: Path, corpus: Path) -> Verified:
    (only,) = verify(parse(exported.read_text(encoding="utf-8")), FolderSources(corpus))
    return only


def test_an_unchanged_file_leaves_it_intact(exported: Path, corpus: Path) -> None:
    assert checked(exported, corpus).state is CitationState.INTACT


def test_a_moved_quote_is_found_again(exported: Path, corpus: Path) -> None:
    write(corpus, f"New.\n\n{TEXT}")
    found = checked(exported, corpus)
    assert found.state is CitationState.MOVED
    assert found.now is not None
    assert (found.now.path, found.now.start) == ("border.txt", TEXT.index(QUOTE) + len("New.\n\n"))


def test_a_renamed_file_is_found_by_its_content(exported: Path, corpus: Path) -> None:
    (corpus / "old").mkdir()
    (corpus / "border.txt").rename(corpus / "old" / "frontier.txt")
    found = checked(exported, corpus)
    assert (found.state, found.now.path if found.now else "") == (CitationState.MOVED, "old/frontier.txt")


def test_another_wording_alters_it(exported: Path, corpus: Path) -> None:
    write(corpus, TEXT.replace("1.3", "1.4"))
    assert checked(exported, corpus).state is CitationState.ALTERED


def test_a_deleted_file_is_gone(exported: Path, corpus: Path) -> None:
    (corpus / "border.txt").unlink()
    found = checked(exported, corpus)
    assert found.state is CitationState.GONE
    assert not all_hold([found])
    assert counts([found])[CitationState.GONE] == 1


def test_a_file_that_cannot_be_read_is_not_said_to_be_gone(exported: Path, corpus: Path) -> None:
    (corpus / "border.txt").write_bytes(b"%PDF-1.7 not a text")
    found = checked(exported, corpus)
    assert found.state is CitationState.ALTERED
    assert found.unread is not None


@pytest.mark.parametrize("path", ["../secret.txt", "/etc/hostname", "sub/../../secret.txt"])
def test_a_path_that_leads_out_of_the_corpus_leads_nowhere(
    exported: Path, corpus: Path, tmp_path: Path, path: str
) -> None:
    (tmp_path / "secret.txt").write_text(TEXT, encoding="utf-8")
    (corpus / "border.txt").write_text("Something else.", encoding="utf-8")
    exported.write_text(exported.read_text(encoding="utf-8").replace('"border.txt"', json.dumps(path)))
    assert checked(exported, corpus).state is CitationState.GONE


class TestCommand:
    def test_all_well_is_0_and_says_so(self, exported: Path, corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["verify", str(exported), "--corpus", str(corpus)]) == 0
        assert "1 intact, 0 moved, 0 altered, 0 gone" in capsys.readouterr().out

    def test_an_altered_quote_is_1(self, exported: Path, corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
        write(corpus, TEXT.replace("1.3", "1.4"))
        assert main(["verify", str(exported), "--corpus", str(corpus), "--json"]) == 1
        said = json.loads(capsys.readouterr().out)
        assert (said["all_hold"], said["altered"], said["quotes"][0]["state"]) == (False, 1, "altered")

    def test_a_moved_quote_is_still_well(
        self, exported: Path, corpus: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write(corpus, f"New.\n\n{TEXT}")
        assert main(["verify", str(exported), "--corpus", str(corpus), "--json"]) == 0
        said = json.loads(capsys.readouterr().out)
        assert said["quotes"][0]["now"]["start"] == TEXT.index(QUOTE) + len("New.\n\n")

    @pytest.mark.parametrize("content", [b"<html>", b"\xff\xfe", None])
    def test_what_is_no_export_is_2(
        self, corpus: Path, tmp_path: Path, content: bytes | None, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write(corpus)
        file = tmp_path / "answer.html"
        if content is not None:
            file.write_bytes(content)
        assert main(["verify", str(file), "--corpus", str(corpus)]) == 2
        assert capsys.readouterr().err.startswith("citeleaf: ")
