"""What is wrong with an index, in words: the fact, and the command that mends it, ready to be pasted."""

from __future__ import annotations

import shlex
from functools import partial
from pathlib import Path

from citeleaf.errors import CiteleafError, IndexMissing
from citeleaf.settings import Settings
from citeleaf.store.postgres.address import is_address, parse_address


def ingest_command(folder: Path, *options: str) -> str:
    """The command that brings the index in ``folder`` in step, as one types it in a shell."""
    index = () if folder == Settings().index else ("--index", str(folder))
    return f"`{shlex.join(('citeleaf', 'ingest', *options, *index))}`"


def naming_corpus(message: str, settings: Settings) -> str:
    """``message``, whose commands know the index alone, with those that bring it in step with the settings' corpus.

    Else who named a corpus, and pastes them, would have another folder indexed.
    """
    if is_address(settings.store):
        command = parse_address(settings.store).command
    else:
        command = partial(ingest_command, settings.index)
    for options in ((), ("--rebuild",)):
        message = message.replace(command(*options), command(*options, *settings.corpus_options))
    return message


def rebuild(folder: Path) -> str:
    """The remedy for an index that cannot be used as it is."""
    return f"Run {ingest_command(folder, '--rebuild')} to make it anew."


def missing(folder: Path) -> IndexMissing:
    return IndexMissing(f"There is no index in {folder}. Run {ingest_command(folder)} to make one.")


def unreachable(folder: Path, error: OSError) -> CiteleafError:
    """For what the system refuses about the folder or a file in it."""
    return CiteleafError(
        f"The index in {folder} cannot be used: {error.strerror or error}. Give this account access to that folder,"
        " or name another with --index."
    )
