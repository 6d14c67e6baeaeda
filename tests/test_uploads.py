"""Names that come from elsewhere: whatever they are, what is made of them is harmless and says the same."""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citeleaf.errors import DocumentError, UsageError
from citeleaf.uploads import LONGEST_NAME, as_spelled, free_path, safe_name, safe_path, same_content


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("Bericht über Zölle.pdf", "Bericht über Zölle.pdf"),
        ("u\u0308ber.txt", "über.txt"),  # one form for what looks the same
        ("..\\..\\windows\\system.txt", "_.._windows_system.txt"),
        (".hidden.txt", "hidden.txt"),
        ("...", "unnamed"),
        ("a\x00b\x1bc.txt", "abc.txt"),
        ("cod\u202etxt.exe", "codtxt.exe"),  # the override that makes it look like "codexe.txt"
        ("what?*<>|:.md", "what______.md"),
        ("  a \t b .txt", "a b.txt"),
        ("end. . ", "end"),
        ("con.txt", "_con.txt"),
        ("COM1.report.txt", "_COM1.report.txt"),
        ("lpt³.md", "_lpt³.md"),
        ("console.txt", "console.txt"),
        ("\u0645\u06cc\u200c\u062e.txt", "\u0645\u06cc\u200c\u062e.txt"),  # Persian needs its joiner
        ("half \ud800 a character.txt", "half a character.txt"),
    ],
)
def test_a_name_is_made_safe(given_name: str, safe: str) -> None:
    assert safe_name(given_name) == safe


def test_a_long_name_keeps_its_ending() -> None:
    safe = safe_name("ä" * 300 + ".pdf")  # 600 bytes before the ending
    assert safe.endswith("ä.pdf")
    assert len(safe.encode()) == LONGEST_NAME  # 98 times 2 bytes, and 4


@given(st.text(max_size=400))
def test_whatever_the_name_its_safe_form_is_plain_and_stays(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe.encode()) <= LONGEST_NAME + 1  # the sign before a reserved name
    assert not set(safe) & set('/\\<>:"|?*\0')
    assert not safe.startswith((".", " "))
    assert not safe.endswith((".", " "))
    assert unicodedata.is_normalized("NFC", safe)


@given(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=6))
def test_no_path_leads_out(parts: list[str]) -> None:
    try:
        safe = PurePosixPath(safe_path("/".join(parts) + "/file.txt"))
    except UsageError:
        return
    assert not safe.is_absolute()
    assert ".." not in safe.parts
    assert safe.name == "file.txt"


@pytest.mark.parametrize("path", ["../secret.txt", "a/../../b.txt", "", "/", "././"])
def test_a_forged_path_is_refused(path: str) -> None:
    with pytest.raises(UsageError):
        safe_path(path)


def test_an_absolute_path_lies_in_the_corpus() -> None:
    assert safe_path("/etc/passwd.txt") == "etc/passwd.txt"
    assert safe_path("C:/windows/a.txt") == "C_/windows/a.txt"


def test_what_is_never_indexed_is_refused() -> None:
    for name in ("~$letter.docx", "Thumbs.db", "download.part"):
        with pytest.raises(UsageError, match="never indexed"):
            safe_path(f"folder/{name}")
    with pytest.raises(DocumentError, match=r"\.mp4"):
        safe_path("film.mp4")
    with pytest.raises(UsageError, match="17 folders"):
        safe_path("a/" * 16 + "b.txt")


def test_a_name_that_differs_only_by_case_is_the_one_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "Reports").mkdir()
    (tmp_path / "Reports" / "Straße.TXT").write_text("x")
    assert as_spelled(tmp_path, "reports/STRASSE.txt") == "Reports/Straße.TXT"
    assert as_spelled(tmp_path, "reports/new.txt") == "Reports/new.txt"
    (tmp_path / "reports").mkdir()  # where the system tells them apart, each is itself
    assert as_spelled(tmp_path, "reports/new.txt") == "reports/new.txt"


def test_the_next_free_name_is_numbered(tmp_path: Path) -> None:
    for name in ("a.txt", "A (2).txt"):
        (tmp_path / name).write_text(name)
    assert free_path(tmp_path, "b.txt") == "b.txt"
    assert free_path(tmp_path, "a.txt") == "a (3).txt"


def test_the_same_content_is_found_wherever_it_lies(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "a.txt").write_bytes(b"words")
    (tmp_path / "b.txt").write_bytes(b"sword")  # as long, and different
    (tmp_path / ".hidden").write_bytes(b"sword")
    digest = hashlib.sha256(b"words").hexdigest()
    assert same_content(tmp_path, digest, 5) == "deep/er/a.txt"
    assert same_content(tmp_path, hashlib.sha256(b"other").hexdigest(), 5) is None
    assert same_content(tmp_path / "nowhere", digest, 5) is None
