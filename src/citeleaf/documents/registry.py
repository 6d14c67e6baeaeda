"""Chooses the parser of a file by its name, checks that its bytes agree, and makes the Document.

Parsers are imported only when a file needs them. Whatever goes wrong inside one comes out here as a DocumentError
with a reason of one line, so that no file ever stops the rest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, cast

from citeleaf.documents.bounds import check_size
from citeleaf.documents.language import detect_language
from citeleaf.documents.signatures import Form, recognise
from citeleaf.errors import DocumentError
from citeleaf.types import BlockKind, Document, document_id
from citeleaf.unicode import is_unicode

if TYPE_CHECKING:
    from citeleaf.documents.draft import Draft


@dataclass(frozen=True, slots=True)
class _Format:
    """One way of writing documents: what it is called, who parses it, and what its bytes may look like."""

    called: str
    media_type: str
    module: str
    forms: frozenset[Form]

    def parse(self, data: bytes) -> Draft:
        module = import_module(f"citeleaf.documents.{self.module}")
        parse = cast("Callable[[bytes], Draft]", module.parse)
        return parse(data)


_TEXT = _Format("plain text", "text/plain", "text", frozenset({Form.OTHER}))
_MARKDOWN = _Format("Markdown", "text/markdown", "markdown", frozenset({Form.OTHER}))
_TABLE = _Format("a table in text (CSV)", "text/csv", "separated", frozenset({Form.OTHER}))
_HTML = _Format("a web page", "text/html", "html", frozenset({Form.HTML, Form.OTHER}))
_PDF = _Format("a PDF", "application/pdf", "pdf", frozenset({Form.PDF}))
_WORD = _Format(
    "a Word document",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "docx",
    frozenset({Form.WORD}),
)
_EPUB = _Format("an e-book (EPUB)", "application/epub+zip", "epub", frozenset({Form.EPUB}))

_FORMATS = {
    ".txt": _TEXT,
    ".md": _MARKDOWN,
    ".csv": _TABLE,
    ".tsv": _TABLE,
    ".html": _HTML,
    ".htm": _HTML,
    ".pdf": _PDF,
    ".docx": _WORD,
    ".epub": _EPUB,
}
SUFFIXES = tuple(_FORMATS)
"""The endings, in lower case, of the files that are read."""

_READ = f"{', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}"


def load(path: Path, root: Path) -> Document:
    """Read the file at ``path``, which lies under ``root``. Raises DocumentError when it cannot be read."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise DocumentError("there is no such file") from error
    except PermissionError as error:
        raise DocumentError("it may not be opened; give this account the right to read it") from error
    except OSError as error:
        raise DocumentError(f"it cannot be opened: {error.strerror or error}") from error
    return load_bytes(data, path.relative_to(root).as_posix())


def check_name(relative_path: str) -> None:
    """Raises DocumentError, with the reason, where no file of that name is read, whatever it holds."""
    _format_of(relative_path)


def load_bytes(data: bytes, relative_path: str) -> Document:
    """The Document in ``data``, the bytes of the file at ``relative_path``. Raises DocumentError, with the reason."""
    file_format = _format_of(relative_path)
    check_size(len(data))
    _check(data, file_format)
    draft = _parse(data, file_format)
    if not draft.text.strip():
        raise DocumentError("it holds no text")
    if not is_unicode(f"{draft.title}{draft.text}"):  # some formats can spell half of a character
        raise DocumentError("its text holds broken characters (lone surrogates); export it again")
    content = "\n".join(block.span.of(draft.text) for block in draft.blocks if block.kind is not BlockKind.BOILERPLATE)
    return Document(
        id=document_id(relative_path),
        path=relative_path,
        sha256=hashlib.sha256(data).hexdigest(),
        text=draft.text,
        blocks=draft.blocks,
        title=" ".join(draft.title.split()),
        published=draft.published,
        language=detect_language(content or draft.text) or draft.language,
        media_type=file_format.media_type,
        page_labels=draft.page_labels,
    )


def _format_of(relative_path: str) -> _Format:
    suffix = PurePosixPath(relative_path).suffix.lower()
    if suffix in _FORMATS:
        return _FORMATS[suffix]
    kind = f"files of type {suffix}" if suffix else "files without a type at the end of their name"
    raise DocumentError(f"{kind} are not read; save it as one of {_READ}")


def _check(data: bytes, file_format: _Format) -> None:
    if not data:
        raise DocumentError("the file is empty (0 bytes)")
    if not data.strip():
        raise DocumentError("it holds only white space")
    form = recognise(data)
    if form in file_format.forms or (form is Form.ZIP and file_format in (_WORD, _EPUB)):
        return  # an archive that was cut short no longer says which kind it is: its parser tells what is wrong
    if form is not Form.OTHER:
        raise DocumentError(f"the name says {file_format.called}, but the file is {form}; {_remedy(form)}")
    raise DocumentError(
        f"not {file_format.called}, whatever its name says; export it again, or rename it to what it is"
    )


def _remedy(form: Form) -> str:
    for suffix, file_format in _FORMATS.items():
        if form in file_format.forms:
            return f"rename it to end in {suffix}"
    return f"save it as one of {_READ}"


def _parse(data: bytes, file_format: _Format) -> Draft:
    """The one place where a parser's own errors become the reason why a file is not read."""
    try:
        return file_format.parse(data)
    except DocumentError:
        raise
    except ImportError as error:
        raise DocumentError(
            f"a library that reads {file_format.called} is missing; install Citeleaf again, "
            f"then run `citeleaf ingest --rebuild`: {_one_line(error)}"
        ) from error
    except RecursionError as error:
        raise DocumentError("its parts lie too deep within one another; export it anew") from error
    except Exception as error:
        detail = _one_line(error)
        raise DocumentError(f"it cannot be read as {file_format.called}, it may be damaged: {detail}") from error


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
