"""What a shell, a browser, a file's name or a document can hold, and no encoding of Unicode."""

from __future__ import annotations


def is_unicode(text: str) -> bool:
    """False for half characters, which no store keeps and no model reads."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
