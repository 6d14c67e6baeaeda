"""All that is kept, in one object: what the web app and the commands open."""

from __future__ import annotations

from pathlib import Path

from citeleaf.history.conversations import Conversations
from citeleaf.history.database import Database
from citeleaf.history.judgements import Judgements


class History:
    """Conversations and judgements in ``folder``, for any number of threads and processes; nothing stays open."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(folder)
        self.conversations = Conversations(self.database)
        self.judgements = Judgements(self.database)
