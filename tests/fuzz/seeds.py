"""What the fuzzing starts from: real and made files of every format, and the parts of those that are archives.

A mutated archive is mostly a damaged one. So that what lies inside is tried as well, a part of an otherwise sound file
is replaced by the input, whose first byte says which part.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from documents.cases import FOLDER, SEED
from documents.pdf_files import Words, file_of, lines, pdf

STORY = (
    "The lighthouse was built in 1890 by Anders Holm.",
    "It stands on a rock that is 31 metres high, and nobody has lit its lamp since 1921.",
    "Phone: 555-0100 (office), see https://example.org/light?a=1 and [1][2].",
)
PARTS = Path(__file__).parent / "parts"


def _members(folder: Path, first: str) -> dict[str, bytes]:
    """Each file below ``folder`` by its name there, the ``first`` before the others."""
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
    return {first: found.pop(first), **found}


DOCX_PARTS: Mapping[str, bytes] = _members(PARTS / "docx", "word/document.xml")
EPUB_PARTS: Mapping[str, bytes] = _members(PARTS / "epub", "OPS/one.xhtml")
PDF_PARTS: Mapping[str, bytes] = _members(PARTS / "pdf", "content")


def text_seeds() -> list[bytes]:
    """Text files: the article, saved pages, and the encodings and line ends that text comes in."""
    pages = [page.read_bytes() for page in sorted(FOLDER.glob("*/*.txt"))]
    story = "\n\n".join(STORY)
    wrapped = "Die Brücke wurde 1890 gebaut – und\r\nsteht heute noch.\r\n\r\nشكرا 日本語。\r"
    return [
        *(page[:8000] for page in (SEED.read_bytes(), *pages)),
        story.encode("utf-16"),
        wrapped.encode(),
        wrapped.encode("utf-8-sig"),
        "Das Haus an der Straße ist groß; größer als üblich.".encode("latin-1"),
        b"- one\n- two\n1) three\na | b | c\nd | e | f\n",
    ]


def markdown_seeds() -> list[bytes]:
    story = "\n".join(f"- *{line}*" for line in STORY)
    return [
        f"---\ntitle: Lamp\ndate: 2024-03-12\n---\n# The lamp\n\n{story}\n\n| a | b |\n|---|---|\n| 1 | 2 |".encode(),
        b"Setext\n===\n\n> quote\n> # inner\n\n```py\ncode\n```\n\n    indented\n\n<div>html</div>\n<!-- x -->\n[x]: y",
        *text_seeds()[:3],
    ]


def table_seeds() -> list[bytes]:
    """Tables in text: each sign between cells, quoted cells, a stated sign, rows of several lengths, and no table."""
    return [
        b'name,note,year\nAnders Holm,"built, in 1890",1890\n"Ann ""A."" Lee","two\nlines",2001\n',
        "sep=;\r\nStraße;Höhe;Preis\r\nHauptstraße;7,8;\r\n;1,5;3\r\n".encode("latin-1"),
        "town\train\tsun\nParma\t120\t\n\nRome\t80\t9\n".encode("utf-16"),
        b'a|b|c\n1|2|3\nTotal||\n"never closed|4|5\n6|7|8\n',
        "\n".join(STORY).encode(),
    ]


def html_seeds() -> list[bytes]:
    story = "".join(f"<p>{line} &amp; more. &#x1f44d;</p>" for line in STORY)
    table = "<table><tr><th>a</th><td>b<p>c</p></td></tr></table>"
    return [
        f"<!doctype html><html lang=en><title>Light</title><meta name=date content=2024-03-12><body><nav><a>Home</a>"
        f"</nav><article><h1>Light</h1>{story}{table}</article><footer>© 2024 Cookies</footer></body></html>".encode(),
        f'<?xml version="1.0" encoding="utf-8"?><html><main>{story}<ul><li>a<li>b</ul><pre> x\n y</pre>'.encode(),
        '<meta charset="windows-1252"><p>Größe<br><br>x<script>1</script><div hidden>no</div>'.encode("cp1252"),
        b'<html><script type="application/ld+json">{"datePublished":"2020-01-02"}</script><p>' + STORY[1].encode(),
    ]


def pdf_seeds() -> list[bytes]:
    table = [Words(x, 700 - 14 * row, f"{row}{x}") for row in range(4) for x in (72, 200, 330)]
    return [
        pdf(lines(72, 700, STORY)),
        pdf(lines(72, 700, STORY), table, rotate=90),
        pdf([Words(72, 720, "Heading", size=20, bold=True), *lines(72, 690, STORY), *lines(330, 690, STORY)]),
        pdf([Words(300, 300, glyphs=("f", "fi", "א", "ب", "\U0001f44d"), angle=90)]),
        pdf_with_part(b""),
    ]


def docx_with_part(part: bytes) -> bytes:
    """A Word document with the part that the first byte names replaced by the rest."""
    return _archive(_replaced(DOCX_PARTS, part))


def epub_with_part(part: bytes) -> bytes:
    """An e-book with the part that the first byte names replaced by the rest."""
    return _archive(_replaced(EPUB_PARTS, part))


def pdf_with_part(part: bytes) -> bytes:
    """A PDF with the object that the first byte names replaced by the rest."""
    parts = _replaced(PDF_PARTS, part)
    objects = ("catalogue", "pages", "content", "page", "mapping", "simple", "composite", "second", "outlines", "entry")
    data = file_of([parts[name] for name in (*objects, "information")])
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R /Info 11 0 R")


def part_seeds(parts: Mapping[str, bytes]) -> list[bytes]:
    """Each part as it is, behind the byte that names it."""
    return [bytes([number]) + content for number, content in enumerate(parts.values())]


def question_seeds() -> list[bytes]:
    """Questions, and what was asked before them, a line each."""
    asked = (
        "When was the lighthouse built?",
        "Who built it and how high is the rock?\nWhen was the lighthouse built?",
        "what is CSTO",
        "ОДКБ что такое?",
        '"exact phrase" AND NEAR(a b) * -x ^ : {}',
        "hi\nthanks",
        "What is the difference between a and b, and why?\nWhat about the second one?",
        "👍🏽 e\u0301 \u202eabc\u202c 日本語?",
    )
    return [question.encode() for question in asked]


def _replaced(parts: Mapping[str, bytes], part: bytes) -> dict[str, bytes]:
    names = list(parts)
    changed = {names[part[0] % len(names)]: part[1:]} if part else {}
    return {**parts, **changed}


def _archive(members: Mapping[str, bytes]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def regressions(folder: Path, target: str) -> list[bytes]:
    """The inputs that once found a fault of ``target``."""
    return [path.read_bytes() for path in sorted(folder.glob(f"{target}.*"))]
