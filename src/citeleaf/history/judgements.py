"""What people say about answers: kept beside them, one verdict an answer, changeable at any time."""

from __future__ import annotations

from citeleaf.history.database import Database
from citeleaf.history.kept import Conversation, Feedback
from citeleaf.history.rows import read_conversation, unknown


class Judgements:
    """The verdicts of all users; only who asked judges an answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def judge(self, user: str, answer: str, feedback: Feedback | None) -> None:
        """Note what the user says about an answer, instead of what was said before; None takes it back."""
        with self._database.writing() as connection:
            found = connection.execute(
                "SELECT answers.row FROM answers JOIN conversations ON conversations.row = answers.conversation"
                " WHERE answers.id = ? AND user = ?",
                (answer, user),
            ).fetchone()
            if found is None:
                raise unknown()
            connection.execute("DELETE FROM feedback WHERE answer = ?", found)
            if feedback:
                row = (*found, feedback.verdict.name, feedback.given.isoformat())
                connection.execute("INSERT INTO feedback (answer, verdict, given) VALUES (?, ?, ?)", row)

    def judged(self) -> list[Conversation]:
        """Every user's conversations in which an answer was judged, oldest first: what feedback is made of."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT DISTINCT conversation FROM answers JOIN feedback ON feedback.answer = answers.row ORDER BY 1"
            ).fetchall()
            return [read_conversation(connection, row) for (row,) in rows]
