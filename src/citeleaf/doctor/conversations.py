"""Conversations and feedback, which no rebuild brings back: whether their file is whole, and each answer readable."""

from __future__ import annotations

import shlex
import sqlite3
from contextlib import closing

from citeleaf.doctor.findings import Fault, Finding
from citeleaf.errors import HistoryDamaged
from citeleaf.history.database import MIGRATIONS, PATIENCE, Database
from citeleaf.history.kept import read
from citeleaf.settings import Settings


def examine_conversations(settings: Settings) -> Finding:
    """What is kept in the folder that ``settings`` name. Nothing in it is changed, nor brought up to date."""
    history = Database(settings.keep_folder)
    if not history.exists:
        return Finding("history", f"{settings.keep_folder}: no conversations yet")
    try:
        address = f"{history.path.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=PATIENCE)) as connection:
            return _examined(connection, settings)
    except sqlite3.Error as error:
        return _damaged(settings, str(error))


def _examined(connection: sqlite3.Connection, settings: Settings) -> Finding:
    (layout,) = connection.execute("PRAGMA user_version").fetchone()
    if layout > len(MIGRATIONS):
        newer = Fault(f"a newer Citeleaf has written it (layout {layout})", "pip install --upgrade citeleaf")
        return Finding("history", str(settings.keep_folder), (newer,))
    (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        return _damaged(settings, str(found))
    if layout < len(MIGRATIONS):
        return Finding("history", f"{settings.keep_folder}: of an older version, and migrated when it is next opened")
    answers = 0
    for (kept,) in connection.execute("SELECT kept FROM answers ORDER BY row"):
        try:
            read(kept)
        except HistoryDamaged as error:
            return _damaged(settings, str(error))
        answers += 1
    (conversations,) = connection.execute("SELECT count(*) FROM conversations").fetchone()
    return Finding("history", f"{settings.keep_folder}: {conversations:,} conversations, {answers:,} answers")


def _damaged(settings: Settings, what: str) -> Finding:
    fault = Fault(f"the conversations are damaged: {' '.join(what.split())[:200]}", _restore(settings))
    return Finding("history", str(settings.keep_folder), (fault,))


def _restore(settings: Settings) -> str:
    """The command that brings a backup back to the same place; what is damaged is put aside by it, not deleted."""
    return shlex.join(("citeleaf", "restore", "BACKUP", "--replace", *settings.corpus_options))
