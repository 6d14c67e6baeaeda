"""Conversations and answers put into the database and taken out of it, within the caller's transaction."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from citeleaf.errors import UnknownConversation
from citeleaf.history.kept import Conversation, Exchange, Feedback, KeptAnswer, Verdict, new_id, read, title_of, written
from citeleaf.unicode import fold


def unknown() -> UnknownConversation:
    return UnknownConversation("This conversation is not kept (any more). Ask the question again.")


def begin(connection: sqlite3.Connection, user: str, kept: KeptAnswer) -> int:
    """A new conversation, called by its first question; its row."""
    begun = connection.execute(
        "INSERT INTO conversations (id, user, title, changed) VALUES (?, ?, ?, ?)",
        (new_id(), user, title_of(kept.answer.question), kept.asked.isoformat()),
    ).lastrowid
    assert begun is not None  # the statement inserted
    return begun


def put(connection: sqlite3.Connection, conversation: int, kept: KeptAnswer) -> None:
    """Add an answer to the conversation, or put it in the place of the same one."""
    answer = kept.answer
    searched = fold("\n".join([answer.question, answer.understood, *(citation.quote for citation in kept.evidence)]))
    row = connection.execute(
        "INSERT INTO answers (id, conversation, asked, searched, kept) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET searched = excluded.searched, kept = excluded.kept"
        " WHERE conversation = excluded.conversation RETURNING row",
        (kept.id, conversation, kept.asked.isoformat(), searched, written(kept)),
    ).fetchone()
    if row is None:
        raise ValueError(f"the answer {kept.id} is kept in another conversation")
    connection.execute("DELETE FROM cited WHERE answer = ?", row)
    paths = sorted({citation.path for citation in kept.evidence})
    connection.executemany("INSERT INTO cited (path, answer) VALUES (?, ?)", ((path, *row) for path in paths))


def row_of(connection: sqlite3.Connection, user: str, conversation: str) -> int:
    """The row of the user's conversation. Raises UnknownConversation."""
    found = connection.execute("SELECT row FROM conversations WHERE id = ? AND user = ?", (conversation, user))
    row = found.fetchone()
    if row is None:
        raise unknown()
    return int(row[0])


def conversation_of(connection: sqlite3.Connection, user: str, answer: str) -> int | None:
    """The row of the user's conversation that holds the answer; None where none does."""
    found = connection.execute(
        "SELECT conversations.row FROM answers JOIN conversations ON conversations.row = answers.conversation"
        " WHERE answers.id = ? AND user = ?",
        (answer, user),
    ).fetchone()
    return int(found[0]) if found else None


def read_conversation(connection: sqlite3.Connection, row: int) -> Conversation:
    """A conversation with its answers and what was said about them."""
    key, title = connection.execute("SELECT id, title FROM conversations WHERE row = ?", (row,)).fetchone()
    rows = connection.execute(
        "SELECT kept, verdict, given FROM answers LEFT JOIN feedback ON feedback.answer = answers.row"
        " WHERE conversation = ? ORDER BY answers.row",
        (row,),
    )
    exchanges = (
        Exchange(read(kept), Feedback(Verdict[verdict], datetime.fromisoformat(given)) if verdict else None)
        for kept, verdict, given in rows
    )
    return Conversation(key, title, tuple(exchanges))
