"""MTRAG's way of writing a question, made into the common one.

Its lines name whole ``documents`` instead of places in them, an ``answerability`` and a ``reference``, which is an
answer in a writer's own words. Questions that are answered in part, or whose answer is another question, are neither
answerable nor unanswerable, and left out.
"""

from __future__ import annotations

import json
from pathlib import Path

_ANSWERABLE = "ANSWERABLE"
_UNANSWERABLE = "UNANSWERABLE"


def common_line(line: str, corpus: Path) -> str | None:
    """``line`` in the common format, with each of its documents whole as evidence; None where it is left out.

    A line that is in the common format already comes back as it is.
    """
    record = json.loads(line)
    answerability = record.get("answerability")
    if answerability is None:
        return line
    if answerability not in (_ANSWERABLE, _UNANSWERABLE):
        return None
    answerable = answerability == _ANSWERABLE
    question = {
        "id": record["id"],
        "question": record["question"],
        "answers": [record["reference"]] if answerable else [],
        "evidence": [_whole(corpus, name) for name in record["documents"]] if answerable else [],
        "history": record["history"],
    }
    return json.dumps(question, ensure_ascii=False)


def _whole(corpus: Path, name: str) -> dict[str, str | int]:
    text = (corpus / name).read_bytes().decode("utf-8")
    return {"document": name, "start": 0, "end": len(text)}
