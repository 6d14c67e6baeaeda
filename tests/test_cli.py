"""The command line as a shell sees it: what goes in, what comes out, and the exit code."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from citeleaf.cli import main
from citeleaf.store.catalogue import describe
from citeleaf.store.schema import CATALOGUE_FILE

ROOT = Path(__file__).parents[1]
COMMANDS = (
    *("ingest", "watch", "worker", "ask", "serve", "evaluate"),
    *("text", "user", "feedback", "verify", "backup", "restore", "doctor"),
)
CITATION_KEYS = ["number", "path", "title", "start", "end", "quote", "highlights", "page", "sha256", "standing"]
ARTICLE = """The lighthouse at Skagen

The grey lighthouse at Skagen was built in 1858 and stands 46 metres tall. Its lamp can be seen from 20 nautical
miles away. The first keeper was Anders Holm, who lived in the tower with his family for nineteen years.

The harbour was opened in 1907 after three years of work. It is the largest fishing port of the country, and about
four hundred boats call it their home.
"""


def citeleaf(*arguments: str | Path, folder: Path, check: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the command in ``folder``; its exit code has to be ``check``."""
    done = subprocess.run(
        [sys.executable, "-m", "citeleaf.cli", *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        env={**os.environ, "COLUMNS": "100"},
    )
    assert done.returncode == check, done.stderr
    return done


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a corpus of one good and one unreadable file has been indexed."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "skagen.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "corpus" / "film.mov").write_bytes(b"\x00\x01")
    done = citeleaf("ingest", folder=folder, check=3)
    assert done.stdout.strip() == "1 new, 0 updated, 0 renamed, 0 unchanged, 0 removed, 1 failed"
    assert re.search(r"^film\.mov: .*\.mov", done.stderr, re.MULTILINE)
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_stands_in_the_readme(command: str, tmp_path: Path) -> None:
    assert f"usage: citeleaf {command}" in citeleaf(command, "--help", folder=tmp_path).stdout
    assert f"citeleaf {command}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_help_lists_the_commands(tmp_path: Path) -> None:
    listed = re.findall(r"^    (\w+) ", citeleaf("--help", folder=tmp_path).stdout, re.MULTILINE)
    assert listed == list(COMMANDS)


@pytest.mark.parametrize("arguments", [[], ["fly"], ["ask"], ["ingest", "--colour"], ["serve", "--port", "x"]])
def test_a_command_that_is_not_understood_exits_with_2(arguments: list[str], tmp_path: Path) -> None:
    assert "usage: citeleaf" in citeleaf(*arguments, folder=tmp_path, check=2).stderr


def test_asking_without_an_index_exits_with_4_and_names_the_remedy(tmp_path: Path) -> None:
    done = citeleaf("ask", "Who?", folder=tmp_path, check=4)
    assert "citeleaf ingest" in done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("given", [("--corpus", "case2", "--index", "index 2"), ("--index", "index 2"), ()])
def test_the_remedy_for_a_missing_index_names_the_corpus_that_was_named(given: tuple[str, ...], tmp_path: Path) -> None:
    done = citeleaf("ask", "Who?", *given, folder=tmp_path, check=4)
    assert f"Run `{shlex.join(('citeleaf', 'ingest', *given))}` to make one." in done.stderr


def test_the_remedy_for_a_damaged_index_names_it_as_well(tmp_path: Path) -> None:
    """Else pasting it would make the index anew from other documents."""
    (tmp_path / "index2").mkdir()
    (tmp_path / "index2" / CATALOGUE_FILE).write_bytes(b"no database" * 1000)
    done = citeleaf("ask", "Who?", "--corpus", "case2", "--index", "index2", folder=tmp_path, check=1)
    assert "Run `citeleaf ingest --rebuild --corpus case2 --index index2` to make it anew." in done.stderr


def test_it_is_run_as_a_module_too(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "citeleaf", "--version"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout.startswith(b"citeleaf ")


def test_a_corpus_that_is_missing_leaves_no_index_behind(tmp_path: Path) -> None:
    citeleaf("ingest", "--corpus", "nowhere", folder=tmp_path, check=2)
    assert list(tmp_path.iterdir()) == []
    citeleaf("ask", "Who?", folder=tmp_path, check=4)


def test_an_unknown_setting_names_itself(tmp_path: Path) -> None:
    (tmp_path / "citeleaf.toml").write_text("corpse = 'x'", encoding="utf-8")
    assert (
        "'corpse' is not a setting: did you mean 'corpus'?" in citeleaf("ask", "Who?", folder=tmp_path, check=2).stderr
    )


@pytest.mark.slow
def test_a_corpus_that_is_missing_exits_with_2_and_keeps_the_index(place: Path) -> None:
    for rebuild in ([], ["--rebuild"]):
        done = citeleaf("ingest", "--corpus", "nowhere", *rebuild, folder=place, check=2)
        assert "nowhere" in done.stderr
    assert describe(place / "index").documents == 1


@pytest.mark.slow
def test_ingest_again_counts_and_names_failures_as_json(place: Path) -> None:
    report = json.loads(citeleaf("ingest", "--json", folder=place, check=3).stdout)
    assert list(report) == ["new", "updated", "renamed", "unchanged", "removed", "failed", "failures"]
    assert (report["new"], report["unchanged"], report["failed"]) == (0, 1, 1)
    assert [failure["path"] for failure in report["failures"]] == ["film.mov"]
    assert ".mov" in report["failures"][0]["reason"]


@pytest.mark.slow
def test_an_answer_as_json_keeps_the_contract(place: Path) -> None:
    answer = json.loads(citeleaf("ask", "How tall is the lighthouse at Skagen?", "--json", folder=place).stdout)
    assert list(answer) == [
        "question", "answered", "answer", "confidence", "citations", "reason", "nearest", "milliseconds",
        "parts", "unanswered_parts", "understood",
    ]  # fmt: skip
    assert answer["answered"] is True
    assert answer["reason"] is None
    assert answer["nearest"] == []
    first = answer["citations"][0]
    assert list(first) == CITATION_KEYS
    assert first["number"] == 1
    assert "46 metres" in first["quote"]
    assert ARTICLE[first["start"] : first["end"]] == first["quote"]
    highlights = [ARTICLE[start:end] for start, end in first["highlights"]]
    assert answer["answer"] in highlights
    assert all(first["start"] <= start < end <= first["end"] for start, end in first["highlights"])


@pytest.mark.slow
def test_a_question_needs_no_quotation_marks(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(place)
    assert main(["ask", *"how tall is the lighthouse at Skagen".split(), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["question"], answer["answered"]) == ("how tall is the lighthouse at Skagen", True)


@pytest.mark.slow
def test_an_abstention_says_why_and_exits_with_0(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(place)
    assert main(["ask", "Who invented penicillin?", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["answered"], answer["answer"], answer["citations"]) == (False, None, [])
    assert answer["reason"]
    assert [ARTICLE[near["start"] : near["end"]] for near in answer["nearest"]] == [
        near["quote"] for near in answer["nearest"]
    ]


@pytest.mark.slow
def test_an_index_answers_for_no_other_corpus_than_its_own(place: Path, tmp_path: Path) -> None:
    case2, index = tmp_path / "case2", place / "index"
    case2.mkdir()
    for command in (("ask", "How tall is the lighthouse at Skagen?"), ("serve", "--port", "0")):
        done = citeleaf(*command, "--corpus", case2, folder=place, check=2)
        assert f"is that of the documents in {place / 'corpus'}, not of those in {case2}" in done.stderr
        assert f"`citeleaf ingest --rebuild --corpus {case2}`" in done.stderr
        assert done.stdout == ""
        done = citeleaf(*command, "--corpus", "nowhere", folder=place, check=2)
        assert "The corpus nowhere does not exist, and the index is that of the documents in" in done.stderr
        assert str(place / "corpus") in done.stderr
    (tmp_path / "citeleaf.toml").write_text("corpus = 'case2'", encoding="utf-8")
    assert "not of those in" in citeleaf("ask", "How tall is it?", "--index", index, folder=tmp_path, check=2).stderr


@pytest.mark.slow
def test_whoever_names_no_corpus_asks_whatever_the_index_is_of(place: Path, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    asked = ("ask", "How tall is the lighthouse at Skagen?", "--index", place / "index")
    assert "46 metres" in citeleaf(*asked, folder=tmp_path).stdout
    assert "46 metres" in citeleaf(*asked, "--corpus", place / "corpus", folder=tmp_path).stdout
    # the chat would keep what is asked, and what is added, with the folder it watches
    done = citeleaf("serve", "--port", "0", "--index", place / "index", folder=tmp_path, check=2)
    assert f"not of those in {tmp_path / 'corpus'}" in done.stderr


@pytest.mark.slow
def test_a_follow_up_is_understood_with_its_history(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(place)
    history = place / "history.jsonl"
    history.write_text('{"question": "Who was the first keeper?", "answer": "Anders Holm"}\n', encoding="utf-8")
    assert main(["ask", "How long did he live in the tower?", "--history", str(history)]) == 0
    said = capsys.readouterr().out
    assert "Understood as: How long did Anders Holm live in the tower?" in said
    assert "nineteen years" in said
    assert "skagen.txt, characters" in said


@pytest.mark.slow
def test_a_misspelt_word_is_mended_unless_the_question_is_asked_as_written(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(place)
    assert main(["ask", "How long did Anders Hoolm live in the tower?"]) == 0
    assert "Understood as: How long did Anders Hoolm" not in capsys.readouterr().out  # four letters are too few
    assert main(["ask", "Who was the first keepper?"]) == 0
    assert "Understood as: Who was the first keeper?" in capsys.readouterr().out
    assert main(["ask", "--as-written", "Who was the first keepper?"]) == 0
    assert "Understood as" not in capsys.readouterr().out


@pytest.mark.slow
def test_evaluate_prints_one_object_and_a_row_per_question(place: Path) -> None:
    start = ARTICLE.index("1858")
    questions = [
        {
            "id": "built",
            "question": "When was the lighthouse built?",
            "answers": ["1858"],
            "evidence": [{"document": "skagen.txt", "start": start, "end": start + 4}],
        },
        {"id": "absent", "question": "Who invented penicillin?", "answers": []},
    ]
    file = place / "questions.jsonl"
    file.write_text("\n".join(map(json.dumps, questions)), encoding="utf-8")
    done = citeleaf("evaluate", file, "--corpus", "corpus", "--rows", "rows.jsonl", "--json", folder=place)
    measured = json.loads(done.stdout)
    assert (measured["questions"], measured["answerable"], measured["unanswerable"]) == (2, 1, 1)
    assert (measured["recall_at_1"], measured["quote_hit"], measured["false_answers"]) == (1.0, 1.0, 0.0)
    assert measured["verbatim"] == 1.0
    rows = [json.loads(line) for line in (place / "rows.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["built", "absent"]


def test_text_prints_exactly_what_offsets_count(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("\ufeffÜber\r\nalles — 😀".encode())
    assert citeleaf("text", "a.txt", folder=tmp_path).stdout == "Über\nalles — 😀"


def test_text_of_an_unknown_type_says_which_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.xyz").write_text("words", encoding="utf-8")
    assert ".pdf" in citeleaf("text", "a.xyz", folder=tmp_path, check=1).stderr


def test_the_seed_articles_noise_is_labelled_and_nothing_else() -> None:
    done = citeleaf("text", "corpus/csto-afghanistan.txt", "--blocks", folder=ROOT)
    blocks = [json.loads(line) for line in done.stdout.splitlines()]
    noise = [block["text"] for block in blocks if block["kind"] == "boilerplate"]
    assert len(noise) == 12  # three lines of navigation, five below the title, four at the end
    assert all(len(line.split()) <= 4 or not line.isascii() for line in noise)
    assert [block["text"] for block in blocks if block["kind"] in ("title", "heading")] == [
        "System unit: the CSTO is concerned about the situation in Afghanistan",
        "Tajikistan is ready for the first stage of strengthening the border with Afghanistan",
        "The risks of terrorism in Central Asia",
    ]
