"""Text that no encoding of Unicode can hold, and text as it is compared."""

from __future__ import annotations

import unicodedata


def is_unicode(text: str) -> bool:
    """False for half characters, which a shell, a browser, a file's name or a document can hold, and no store keeps."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def fold(text: str) -> str:
    """``text`` as it is compared: without letter case and accents, ligatures and the like as plain letters."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
