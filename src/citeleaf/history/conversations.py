"""Conversations: kept as they grow, listed, searched, renamed, deleted. Each belongs to one user, and only to them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from citeleaf.errors import HistoryMissing
from citeleaf.history.database import Database
from citeleaf.history.kept import Conversation, KeptAnswer, Listed, title_of
from citeleaf.history.rows import begin, conversation_of, put, read_conversation, row_of, unknown
from citeleaf.unicode import fold

LISTED = 200
"""Conversations listed at most: beyond that, a search finds more than scrolling."""

LONGEST_TITLE = 200


class Conversations:
    """Everything here takes the name of the user ("" where there are no accounts) and sees that user's rows alone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, user: str, kept: KeptAnswer, after: str | None = None) -> str:
        """Keep an answer in the conversation that holds the answer ``after``, or else in a new one; its id.

        An answer of the same id gives way. Where ``after`` is no more, its conversation was deleted meanwhile.
        """
        with self._database.writing() as connection:
            same = conversation_of(connection, user, kept.id)
            row = same or (conversation_of(connection, user, after) if after else None)
            row = row or begin(connection, user, kept)
            put(connection, row, kept)
            connection.execute("UPDATE conversations SET changed = ? WHERE row = ?", (kept.asked.isoformat(), row))
            return str(connection.execute("SELECT id FROM conversations WHERE row = ?", (row,)).fetchone()[0])

    def listed(self, user: str, search: str = "") -> list[Listed]:
        """The user's conversations, the latest first: those that hold every word of ``search``, in any letter case.

        Words are looked for in the title, the questions and all that is quoted, also within longer words.
        """
        words = fold(search).split()
        holds = (
            " AND (instr(folded(title), ?) OR EXISTS"
            " (SELECT 1 FROM answers WHERE conversation = conversations.row AND instr(searched, ?)))"
        )
        try:
            with self._database.reading() as connection:
                connection.create_function("folded", 1, fold, deterministic=True)
                found = connection.execute(
                    "SELECT id, title, changed, (SELECT count(*) FROM answers WHERE conversation = conversations.row)"
                    f" FROM conversations WHERE user = ?{holds * len(words)} ORDER BY changed DESC, row DESC LIMIT ?",
                    (user, *(word for word in words for _ in range(2)), LISTED),
                ).fetchall()
        except HistoryMissing:
            return []
        return [Listed(key, title, datetime.fromisoformat(changed), count) for key, title, changed, count in found]

    def open(self, user: str, conversation: str) -> Conversation:
        """The whole conversation. Raises UnknownConversation."""
        with self._reading() as connection:
            return read_conversation(connection, row_of(connection, user, conversation))

    def holding(self, user: str, answer: str) -> Conversation:
        """The whole conversation in which that answer was given. Raises UnknownConversation."""
        with self._reading() as connection:
            row = conversation_of(connection, user, answer)
            if row is None:
                raise unknown()
            return read_conversation(connection, row)

    def containing(self, user: str, answer: str) -> str | None:
        """The id of the user's conversation that holds the answer; None where none does."""
        try:
            with self._database.reading() as connection:
                row = conversation_of(connection, user, answer)
                found = connection.execute("SELECT id FROM conversations WHERE row = ?", (row,)).fetchone()
                return str(found[0]) if found else None
        except HistoryMissing:
            return None

    def rename(self, user: str, conversation: str, title: str) -> None:
        """Give it a title. One that is blank makes it be called by its first question again."""
        with self._database.writing() as connection:
            row = row_of(connection, user, conversation)
            title = " ".join(title.split())[:LONGEST_TITLE] or title_of(
                read_conversation(connection, row).exchanges[0].kept.answer.question
            )
            connection.execute("UPDATE conversations SET title = ? WHERE row = ?", (title, row))

    def delete(self, user: str, conversation: str) -> None:
        """Delete it, its answers and what was said about them, from the disk too."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM conversations WHERE row = ?", (row_of(connection, user, conversation),))
        self._database.forget_deleted()

    def citing(self, user: str, path: str) -> int:
        """How many of the user's answers quote the document at ``path``."""
        try:
            with self._database.reading() as connection:
                counted = connection.execute(
                    "SELECT count(*) FROM cited JOIN answers ON answers.row = cited.answer"
                    " JOIN conversations ON conversations.row = answers.conversation WHERE path = ? AND user = ?",
                    (path, user),
                )
                return int(counted.fetchone()[0])
        except HistoryMissing:
            return 0

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """Where nothing was ever kept, neither was what is asked for."""
        try:
            with self._database.reading() as connection:
                yield connection
        except HistoryMissing:
            raise unknown() from None
