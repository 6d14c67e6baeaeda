"""How the small gold sets were cut from the large ones: by position alone, never by how well we do on them.

    PYTHONPATH=tests python -m quality.cut DATA       DATA holds dev/ and train/

Run again on the same data it writes the same files. What each set is, and whose, stands in its NOTICE.md.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from quality.conversations import common_line

FOLDER = Path(__file__).parent

ARTICLES = 2
LEADING_BLOCKS = 12
"""Of a SQuAD 2.0 article: its title and the first eleven paragraphs."""
LAST_TITLES = 5
"""The encyclopedia titles at the end of the file, which the reader is not trained on."""
_ENCYCLOPEDIA = re.compile(r"\d+(-\d+){4}\.txt")
"""Names of those MTRAG documents that are passages of encyclopedia articles."""

Record = Mapping[str, object]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Cut the small gold sets from the large ones.")
    parser.add_argument("data", type=Path, metavar="DATA", help="the folder that holds dev/ and train/")
    data = parser.parse_args(arguments).data
    cut_clapnq(data / "dev" / "clapnq")
    cut_mtrag(data / "dev" / "mtrag")
    cut_squad2(data / "dev" / "squad2")
    cut_squadshifts(data / "train" / "squadshifts_wiki_train.json")


def cut_clapnq(source: Path) -> None:
    """Every sixth answerable question and every tenth unanswerable one, each with its document."""
    lines = _lines(source / "questions_answerable.jsonl")[::6] + _lines(source / "questions_unanswerable.jsonl")[::10]
    names = [f"{json.loads(line)['id']}.txt" for line in lines]
    _write("clapnq", lines, {name: _text(source / "corpus" / name) for name in names})


def cut_mtrag(source: Path) -> None:
    """Every third follow-up question that encyclopedia passages answer, with them and every third of the others."""
    records = [(line, json.loads(line)) for line in _lines(source / "questions.jsonl")]
    follow_ups = [
        (line, record["documents"])
        for line, record in records
        if record["history"] and record["answerability"] == "ANSWERABLE" and _is_encyclopedic(record["documents"])
    ][::3]
    others = [name for name in sorted(path.name for path in (source / "corpus").iterdir()) if _is_encyclopedic([name])]
    names = sorted({*others[::3], *(name for _, documents in follow_ups for name in documents)})
    lines = [common_line(line, source / "corpus") or "" for line, _ in follow_ups]
    _write("mtrag", lines, {name: _text(source / "corpus" / name) for name in names})


def cut_squad2(source: Path) -> None:
    """The leading paragraphs of the two shortest articles, and every fourth question on them.

    Questions come in the order of their paragraphs, so an unanswerable one belongs to the article and the part of it
    that the answerable ones around it are about.
    """
    records = [json.loads(line) for line in _lines(source / "questions.jsonl")]
    articles = sorted((source / "corpus").iterdir(), key=lambda path: path.stat().st_size)[:ARTICLES]
    texts = {path.name: "\n\n".join(_text(path).split("\n\n")[:LEADING_BLOCKS]) for path in articles}
    chosen: list[Record] = []
    for name, text in texts.items():
        inside = [at for at, record in enumerate(records) if _lies_within(record, name, len(text))]
        run = records[inside[0] : inside[-1] + 1]
        chosen += [record for record in run if not record["answers"] or _lies_within(record, name, len(text))]
    _write("squad2", map(_dump, chosen[::4]), texts)


def cut_squadshifts(source: Path) -> None:
    """The shortest of the last five articles, and every second question on it."""
    articles = json.loads(source.read_text(encoding="utf-8"))["data"][-LAST_TITLES:]
    article = min(articles, key=lambda article: sum(len(paragraph["context"]) for paragraph in article["paragraphs"]))
    name = f"{article['title'].lower().replace('_', '-')}.txt"
    text = article["title"].replace("_", " ")
    questions: list[Record] = []
    for paragraph in article["paragraphs"]:
        text += "\n\n"
        questions += [_common(question, name, len(text)) for question in paragraph["qas"]]
        text += paragraph["context"]
    _write("squadshifts", map(_dump, questions[::2]), {name: f"{text}\n"})


def _common(question: Mapping[str, object], document: str, offset: int) -> Record:
    """A question of a SQuAD file, whose answers count characters of a paragraph that lies at ``offset``."""
    answers = question["answers"]
    assert isinstance(answers, list)
    starts = dict.fromkeys((offset + answer["answer_start"], len(answer["text"])) for answer in answers)
    return {
        "id": question["id"],
        "question": question["question"],
        "answers": list(dict.fromkeys(answer["text"] for answer in answers)),
        "evidence": [{"document": document, "start": start, "end": start + length} for start, length in starts],
        "history": [],
    }


def _lies_within(record: Mapping[str, list[Mapping[str, object]]], document: str, length: int) -> bool:
    """Whether all evidence for the question is in the first ``length`` characters of ``document``."""
    places = [(place["document"], int(str(place["end"])) <= length) for place in record["evidence"]]
    return bool(places) and all(place == (document, True) for place in places)


def _is_encyclopedic(names: Sequence[str]) -> bool:
    """Whether there are such documents, and all are passages of encyclopedia articles."""
    return bool(names) and all(map(_ENCYCLOPEDIA.fullmatch, names))


def _write(name: str, lines: Iterable[str], documents: Mapping[str, str]) -> None:
    corpus = FOLDER / name / "corpus"
    shutil.rmtree(corpus, ignore_errors=True)
    corpus.mkdir(parents=True)
    for path, text in documents.items():
        (corpus / path).write_bytes(text.encode("utf-8"))
    (FOLDER / name / "questions.jsonl").write_bytes("".join(f"{line}\n" for line in lines).encode("utf-8"))


def _dump(record: Record) -> str:
    return json.dumps(record, ensure_ascii=False)


def _lines(path: Path) -> list[str]:
    return [line for line in _text(path).split("\n") if line.strip()]


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


if __name__ == "__main__":
    main()
