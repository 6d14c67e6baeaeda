"""What is served of the files: pages as pictures, and the files themselves, never as something a browser would run."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image

from citeleaf.documents import load_bytes
from citeleaf.errors import UnknownDocument
from citeleaf.types import Document
from citeleaf_app.service import Service
from citeleaf_app.source_routes import source_routes
from documents.pdf_files import lines, pdf

FILES = {
    "paper.pdf": pdf(lines(72, 700, ["The river is long."]), lines(72, 700, ["The border is old."])),
    "page.html": b"<html><body><h1>News</h1><p>The <b>river</b> is long.</p><script>broken = 1</script></body></html>",
    "notes/caf\u00e9 \u201cnow\u201d.md": "# Caf\u00e9\n\nThe river is long.".encode("utf-16"),
}


class Documents:
    """A service over the documents in ``FILES``."""

    def __init__(self) -> None:
        self._documents = {each.id: each for each in (load_bytes(data, path) for path, data in FILES.items())}

    def document(self, document_id: str) -> Document:
        if document_id not in self._documents:
            raise UnknownDocument("No such document is in the index.")
        return self._documents[document_id]

    def id_of(self, path: str) -> str:
        return next(each.id for each in self._documents.values() if each.path == path)


DOCUMENTS = Documents()
PAPER, PAGE, NOTES = (f"/source/{DOCUMENTS.id_of(path)}" for path in FILES)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "notes").mkdir()
    for path, data in FILES.items():
        (tmp_path / path).write_bytes(data)
    return tmp_path


@pytest.fixture
def client(corpus: Path) -> TestClient:
    app = FastAPI()
    app.include_router(source_routes(cast(Service, DOCUMENTS), corpus))
    return TestClient(app)


def test_a_page_is_a_picture_of_the_width_asked_for(client: TestClient) -> None:
    reply = client.get(f"{PAPER}/pages/2.png?width=480")
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "image/png"
    assert reply.headers["cache-control"] == "no-store"
    assert Image.open(BytesIO(reply.content)).width == 480


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{PAPER}/pages/3.png", 404),
        (f"{PAPER}/pages/0.png", 404),
        (f"{PAPER}/pages/1.png?width=100000", 404),
        (f"{PAPER}/pages/1.png?of=0000", 409),
        (f"{PAPER}/pages/one.png", 422),
        (f"{PAGE}/pages/1.png", 404),
        ("/source/0000000000000000/pages/1.png", 404),
        ("/source/0000000000000000/original", 404),
        ("/source/..%2F..%2Fetc/original", 404),
    ],
)
def test_what_there_is_not_is_refused(client: TestClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_a_page_of_a_changed_file_is_not_drawn(client: TestClient, corpus: Path) -> None:
    (corpus / "paper.pdf").write_bytes(FILES["paper.pdf"] + b"\n")
    reply = client.get(f"{PAPER}/pages/1.png")
    assert reply.status_code == 409
    assert "has changed since it was indexed" in reply.text


def test_a_pdf_opens_in_its_reader(client: TestClient) -> None:
    reply = client.get(f"{PAPER}/original")
    assert reply.content == FILES["paper.pdf"]
    assert reply.headers["content-type"] == "application/pdf"
    assert reply.headers["content-disposition"] == "inline; filename*=UTF-8''paper.pdf"


def test_a_web_page_opens_as_text_in_a_sandbox(client: TestClient) -> None:
    reply = client.get(f"{PAGE}/original")
    assert reply.content == FILES["page.html"]
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"
    assert reply.headers["content-security-policy"].startswith("sandbox;")


def test_text_is_shown_in_the_encoding_it_was_read_in(client: TestClient) -> None:
    assert client.get(f"{NOTES}/original").text == "# Caf\u00e9\n\nThe river is long."


@pytest.mark.parametrize(("address", "path"), list(zip((PAPER, PAGE, NOTES), FILES, strict=True)))
def test_a_download_is_the_file_to_the_byte(client: TestClient, address: str, path: str) -> None:
    reply = client.get(f"{address}/original?download=1")
    assert reply.content == FILES[path]
    assert reply.headers["content-type"] == "application/octet-stream"
    assert reply.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert '"' not in reply.headers["content-disposition"]


def test_a_file_that_is_no_text_any_more_comes_as_a_download(client: TestClient, corpus: Path) -> None:
    (corpus / "page.html").write_bytes(b"\x00\x01\x02" * 100)
    assert client.get(f"{PAGE}/original").headers["content-disposition"].startswith("attachment")


def test_a_file_that_leads_out_of_the_corpus_is_not_served(
    client: TestClient, corpus: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.html"
    secret.write_text("secret")
    (corpus / "page.html").unlink()
    (corpus / "page.html").symlink_to(secret)
    reply = client.get(f"{PAGE}/original")
    assert reply.status_code == 404
    assert "secret" not in reply.text
