"""An export is compared with the files as they are now, and nothing outside the corpus is ever opened."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from citeleaf.citation_state import CitationState
from citeleaf.cli import main
from citeleaf.history.consistency import flaws
from citeleaf.history.export import render
from citeleaf.history.export.json_format import parse
from citeleaf.history.export.model import Export, export_of
from citeleaf.history.kept import Exchange
from citeleaf.history.sources import FolderSources
from citeleaf.history.verification import Verified, all_hold, counts, verify
from citeleaf.types import AnsweredPart
from history.samples import ANSWER, NOON, QUOTE, TEXT, abstained, answered, cite, kept, kept_of, write


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


@pytest.fixture
def several_answers(corpus: Path) -> Export:
    """A question in two parts, one of them answered within the words that answer the other, and an abstention."""
    document = write(corpus)
    citation = cite(document)
    parts = (AnsweredPart("How long is it", ANSWER, 0.9, 1), AnsweredPart("in thousands", "1.3 thousand", 0.9, 1))
    several = replace(answered(citation), parts=parts)
    kept_answers = [kept_of(document), kept(several, "a2"), kept(abstained(cite(document)), "a3")]
    return export_of("A title", [Exchange(each) for each in kept_answers], FolderSources(corpus), NOON)


class TestConsistency:
    """An answer is what its quotes highlight, as it was exported."""

    def test_what_was_exported_holds(self, several_answers: Export) -> None:
        assert flaws(several_answers) == []

    @pytest.mark.parametrize("words", ["1.4 thousand km", "thousand km", "long", "", " ", "1.3 thousand km long"])
    def test_other_words_are_no_answer(self, several_answers: Export, words: str) -> None:
        first, *others = several_answers.answers
        changed = replace(several_answers, answers=(replace(first, answer=words), *others))
        (flaw,) = flaws(changed)
        assert (flaw.answer, flaw.question, flaw.number) == (0, "How long is the border?", None)
        assert flaw.what == f"the answer “{words.strip()}” is not what its quotes highlight"

    def test_white_space_is_no_word(self, several_answers: Export) -> None:
        first = replace(several_answers.answers[0], answer="1.3\n thousand km")
        assert flaws(replace(several_answers, answers=(first,))) == []

    @pytest.mark.parametrize(("answer", "citation"), [("9 thousand km", 1), (ANSWER, 2), ("in 1895", 1)])
    def test_each_part_is_held_against_its_own_quote(self, several_answers: Export, answer: str, citation: int) -> None:
        several = several_answers.answers[1]
        parts = (several.parts[0], replace(several.parts[1], answer=answer, citation=citation))
        (flaw,) = flaws(replace(several_answers, answers=(replace(several, parts=parts),)))
        assert flaw.number == citation
        assert flaw.what == f"the answer “{answer}” to “in thousands” is not what quote [{citation}] highlights"

    @pytest.mark.parametrize("highlight", [(0, 5), (60, 10_000), (50, 45)])
    def test_a_highlight_lies_within_its_quote(self, several_answers: Export, highlight: tuple[int, int]) -> None:
        first = several_answers.answers[0]
        (quoted,) = first.citations
        stray = replace(first, citations=(replace(quoted, highlights=(*quoted.highlights, highlight)),))
        changed = replace(several_answers, answers=(stray,))
        assert parse(render(changed, "json")) == changed
        assert [(flaw.what, flaw.number) for flaw in flaws(changed)] == [
            (f"the highlight {highlight[0]}–{highlight[1]} lies outside quote [1]", 1)
        ]

    def test_an_abstention_has_no_answer_and_an_answer_has_its_quote(self, several_answers: Export) -> None:
        answer, _, nothing = several_answers.answers
        changed = [
            replace(nothing, answer=ANSWER),
            replace(nothing, answer=ANSWER, reason=None),
            replace(nothing, reason=None),
            replace(nothing, citations=answer.citations),
            replace(answer, answer=None),
            replace(answer, citations=()),
        ]
        for each in changed:
            assert len(flaws(replace(several_answers, answers=(each,)))) == 1


class TestCommand:
    def test_an_answer_that_was_changed_by_hand_is_1_and_told_under_its_question(
        self, exported: Path, corpus: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        text = exported.read_text(encoding="utf-8")
        exported.write_text(text.replace(f'"answer": "{ANSWER}"', '"answer": "no thousand km"'), encoding="utf-8")
        assert main(["verify", str(exported), "--corpus", str(corpus)]) == 1
        place = f"border.txt, characters {TEXT.index(QUOTE)}–{TEXT.index(QUOTE) + len(QUOTE)}"
        assert capsys.readouterr().out.splitlines() == [
            "How long is the border?",
            f"  intact  {place}: “{QUOTE}”",
            "  FALSE   the answer “no thousand km” is not what its quotes highlight",
            "1 intact, 0 moved, 0 altered, 0 gone; in 1 place this export contradicts itself: it is damaged, or was"
            " changed by hand",
        ]
        assert main(["verify", str(exported), "--corpus", str(corpus), "--json"]) == 1
        said = json.loads(capsys.readouterr().out)
        assert list(said) == ["all_hold", "intact", "moved", "altered", "gone", "quotes", "contradictions"]
        assert (said["all_hold"], said["intact"]) == (False, 1)
        assert said["contradictions"] == [
            {
                "question": "How long is the border?",
                "number": None,
                "what": "the answer “no thousand km” is not what its quotes highlight",
            }
        ]

    def test_each_quote_stands_under_its_question_also_where_that_was_asked_twice(
        self, corpus: Path, several_answers: Export, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "conversation.json"
        file.write_text(render(several_answers, "json"), encoding="utf-8")
        assert main(["verify", str(file), "--corpus", str(corpus)]) == 0
        lines = capsys.readouterr().out.splitlines()
        asked = [line for line in lines[:-1] if not line.startswith("  ")]
        assert asked == ["How long is the border?", "How long is the border?", "Who photographed Jupiter?"]
        assert [line.startswith("  intact  ") for line in lines[:-1]] == [False, True] * 3

    def test_no_name_in_an_export_writes_a_line_of_its_own(
        self, exported: Path, corpus: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        text = exported.read_text(encoding="utf-8")
        forged = json.dumps("a.txt\n  intact  b.txt\u2028\x1b[2J")
        exported.write_text(text.replace('"path": "border.txt"', f'"path": {forged}'), encoding="utf-8")
        (corpus / "border.txt").unlink()
        assert main(["verify", str(exported), "--corpus", str(corpus)]) == 1
        assert len(capsys.readouterr().out.splitlines()) == 3

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
