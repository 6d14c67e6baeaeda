"""The programs' interface to the documents: every way in and out of the corpus, and what it refuses."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from citeleaf.receiving import Intake
from citeleaf_app.desk import LEFT_OUT, Desk
from citeleaf_app.documents_api import documents_api, index_api, trash_api
from citeleaf_app.indexing import BackgroundIngest
from citeleaf_app.table_routes import table_routes
from citeleaf_app.upload_api import upload_api
from folder_service import FolderService

WAIT = 10.0


class Office:
    """The routes over a corpus of their own."""

    def __init__(self, folder: Path) -> None:
        self.corpus = folder / "corpus"
        self.corpus.mkdir()
        self.service = FolderService(self.corpus)
        self.ingest = BackgroundIngest(self.service.as_service())
        intake = Intake(self.corpus, folder / ".citeleaf", limit=1000)
        self.desk = Desk(self.service.as_service(), self.ingest, intake, self.corpus, lambda visitor, path: 2)
        app = FastAPI()
        for make in (documents_api, upload_api, trash_api, index_api, table_routes):
            app.include_router(make(self.desk))
        self.client = TestClient(app)

    def put(self, path: str, data: bytes = b"words", **query: str) -> tuple[int, dict[str, str]]:
        reply = self.client.put(f"/api/documents/{path}", content=data, params=query)
        return reply.status_code, reply.json()

    def paths(self) -> list[str]:
        return sorted(path.relative_to(self.corpus).as_posix() for path in self.corpus.rglob("*") if path.is_file())

    def documents(self, **query: str | int) -> list[dict[str, object]]:
        found = self.client.get("/api/documents", params=query).json()["documents"]
        assert isinstance(found, list)
        return found

    def fate(self, path: str) -> list[str]:
        """What the page is told of an upload, once it is settled."""
        deadline = time.monotonic() + WAIT
        while time.monotonic() < deadline:
            uploads = self.client.get("/documents/state").json()["uploads"]
            if path in uploads and uploads[path][0] not in ("queued", "reading"):
                return list(uploads[path])
            self.ingest.wait(0.05)
        raise AssertionError(f"{path} was never settled")

    def settled(self) -> None:
        """Wait until all that was asked for is indexed."""
        deadline = time.monotonic() + WAIT
        while not self.ingest.idle():
            assert time.monotonic() < deadline
            self.ingest.wait(0.05)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.service.released.set()
    made.ingest.stop()


def test_an_upload_lands_and_is_indexed(office: Office) -> None:
    status, body = office.put("reports/2024/a.txt")
    assert (status, body["outcome"], body["path"]) == (201, "added", "reports/2024/a.txt")
    assert office.fate("reports/2024/a.txt") == ["indexed", ""]
    [document] = office.documents()
    assert (document["path"], document["type"], document["passages"]) == ("reports/2024/a.txt", "txt", 1)


def test_a_row_is_queued_until_it_is_read_and_says_why_it_failed(office: Office) -> None:
    office.service.released.clear()
    office.put("a.txt", b"bad words")
    assert [row["status"] for row in office.documents()] == ["queued"]
    assert office.client.get("/documents/state").json()["active"] is True
    office.service.released.set()
    assert office.fate("a.txt") == ["failed", "it says bad"]
    assert [row["reason"] for row in office.documents()] == ["it says bad"]


def test_what_is_left_out_of_the_index_is_told(office: Office) -> None:
    office.put("a.txt", b"not a document")
    assert office.fate("a.txt") == ["failed", LEFT_OUT]
    assert office.documents() == []


def test_what_comes_while_another_is_read_is_read_after_it(office: Office) -> None:
    office.service.released.clear()
    office.put("a.txt", b"one")
    assert office.service.begun.wait(WAIT)
    office.put("b.txt", b"two")
    office.put("c.txt", b"three")
    office.service.released.set()
    for path in ("a.txt", "b.txt", "c.txt"):
        assert office.fate(path) == ["indexed", ""]
    assert office.service.asked == [(frozenset({"a.txt"}), True), (frozenset({"b.txt", "c.txt"}), True)]


def test_duplicates_are_named_and_names_are_kept(office: Office) -> None:
    office.put("a.txt", b"one")
    assert office.put("b.txt", b"one")[0] == 200
    assert office.put("b.txt", b"one")[1]["path"] == "a.txt"
    assert office.put("a.txt", b"two")[0] == 409
    assert office.paths() == ["a.txt"]
    assert office.put("a.txt", b"two", if_there="keep both")[1]["path"] == "a (2).txt"
    assert office.put("a.txt", b"three", if_there="replace")[1]["outcome"] == "replaced"
    assert (office.corpus / "a.txt").read_bytes() == b"three"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("..%2F..%2Fout.txt", 422),
        ("a/%2e%2e/%2e%2e/out.txt", 422),
        ("film.mp4", 415),
        ("nothing", 415),
        ("~$letter.docx", 422),
        (".hidden/a.txt", 201),  # safe, and then not hidden any more
        ("%00a%0d.txt", 201),
    ],
)
def test_forged_paths_and_other_types_stay_out(office: Office, path: str, status: int) -> None:
    assert office.put(path)[0] == status
    assert office.paths() in ([], ["hidden/a.txt"], ["a.txt"])
    assert {found.name for found in office.corpus.parent.iterdir()} <= {"corpus", ".citeleaf"}


def test_a_file_that_is_too_large_is_refused_whatever_it_says_of_itself(office: Office) -> None:
    assert office.put("a.txt", b"x" * 1001)[0] == 413

    def unannounced() -> Iterator[bytes]:
        for _ in range(11):
            yield b"x" * 100

    assert office.client.put("/api/documents/a.txt", content=unannounced()).status_code == 413
    assert office.put("a.txt", b"")[0] == 422
    assert office.paths() == []
    assert list((office.corpus.parent / ".citeleaf" / "uploads").iterdir()) == []


def test_a_body_that_does_not_come_is_given_up(office: Office) -> None:
    app = FastAPI()
    app.include_router(upload_api(office.desk, patience=0.01))
    sent: list[dict[str, object]] = []

    async def silent() -> dict[str, object]:
        await asyncio.sleep(WAIT)
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "PUT", "path": "/api/documents/a.txt", "query_string": b"", "headers": []}
    asyncio.run(app(scope, silent, send))  # type: ignore[arg-type]  # an ASGI server's own types are looser
    assert sent[0]["status"] == 408
    assert office.paths() == []


def test_deleting_goes_to_the_trash_and_back(office: Office) -> None:
    office.put("reports/a.txt")
    office.fate("reports/a.txt")
    trashed = office.client.delete("/api/documents/reports/a.txt").json()
    office.settled()
    assert office.documents() == []
    assert office.paths() == []
    assert office.client.get("/api/trash").json() == [trashed]
    assert office.client.put(f"/api/trash/{trashed['id']}/restored").status_code == 200
    office.settled()
    assert [row["path"] for row in office.documents()] == ["reports/a.txt"]
    assert office.client.put(f"/api/trash/{trashed['id']}/restored").status_code == 409


def test_a_deleted_row_is_on_its_way_out_until_the_index_has_forgotten_it(office: Office) -> None:
    office.put("a.txt")
    office.fate("a.txt")
    office.service.released.clear()
    office.client.delete("/api/documents/a.txt")
    assert [row["status"] for row in office.documents()] == ["being removed"]
    office.service.released.set()
    office.settled()
    assert office.documents() == []


@pytest.mark.parametrize(
    "path", ["nowhere.txt", "..%2F.citeleaf%2Fsecret", "a.txt%00", "%2Fetc%2Fhostname", ".", "folder", "x" * 3000]
)
def test_only_documents_of_the_corpus_can_be_deleted(office: Office, path: str) -> None:
    (office.corpus / "folder").mkdir()
    (office.corpus.parent / ".citeleaf").mkdir()
    secret = office.corpus.parent / ".citeleaf" / "secret"
    secret.write_text("kept")
    assert office.client.delete(f"/api/documents/{path}").status_code in (404, 405)
    assert secret.exists()


def test_a_link_out_of_the_corpus_is_not_followed(office: Office, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.txt").write_text("kept")
    (office.corpus / "link").symlink_to(outside)
    (office.corpus / "file.txt").symlink_to(outside / "a.txt")
    for path in ("link/a.txt", "file.txt"):
        assert office.client.delete(f"/api/documents/{path}").status_code == 404
    assert office.put("link/b.txt")[0] == 422
    assert [path.name for path in outside.iterdir()] == ["a.txt"]


def test_emptying_the_trash_destroys_it(office: Office) -> None:
    office.put("a.txt")
    office.client.delete("/api/documents/a.txt")
    assert "1 file will be destroyed" in office.client.get("/documents/emptying").text
    assert office.client.delete("/api/trash").json() == {"destroyed": 1}
    assert office.client.get("/api/trash").json() == []


def test_the_list_is_searched_sorted_and_cut(office: Office) -> None:
    for name in ("alpha.txt", "beta.md", "gamma alpha.txt"):
        office.put(name, name.encode())
    office.settled()
    assert [row["path"] for row in office.documents(search="ALPHA")] == ["alpha.txt", "gamma alpha.txt"]
    assert [row["path"] for row in office.documents(sort="type", limit=1, offset=0)] == ["beta.md"]
    assert office.client.get("/api/documents", params={"sort": "nonsense"}).status_code == 422


def test_an_update_of_everything_can_be_asked_for(office: Office) -> None:
    (office.corpus / "a.txt").write_text("put there by hand")
    assert office.client.put("/api/index", json={"confirm_removal": True}).status_code == 202
    office.settled()
    assert office.service.asked == [(None, True)]
    body = office.client.get("/api/index").json()
    assert (body["active"], body["summary"]) == (False, "Index updated: 1 new.")


def test_what_deleting_means_is_told_first(office: Office) -> None:
    office.put("a.txt")
    office.fate("a.txt")
    told = office.client.get("/documents/removal", params={"path": "a.txt"}).text
    assert "1 passage will answer no more" in told
    assert "2 kept answers of yours cite it" in told
    assert office.client.get("/documents/removal", params={"path": "b.txt"}).status_code == 404


def test_the_version_tells_every_change_and_nothing_else(office: Office) -> None:
    def version() -> tuple[str, str]:
        state = office.client.get("/documents/state").json()
        return state["version"], state["documents"]

    empty = version()
    assert version() == empty
    office.put("a.txt")
    office.fate("a.txt")
    one = version()
    assert one[1] != empty[1]
    assert version() == one
    office.client.delete("/api/documents/a.txt")
    office.settled()
    assert version()[1] == empty[1]
    assert version()[0] != empty[0]  # the trash holds something now
