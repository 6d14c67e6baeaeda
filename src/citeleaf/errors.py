"""Every error that Citeleaf raises on purpose. Each message states the fact and the remedy.

CiteleafError                exit code 1
├── UsageError               2   what was asked for cannot be done as written
│   ├── SettingsError        2   a settings file or key that does not hold
│   └── UploadTooLarge       2   a file is larger than may be uploaded
├── DocumentError            1   one file cannot be read; ingest reports it and goes on
├── IndexMissing             4   nothing was indexed yet
├── IndexMismatch            1   the index was made by another model or another version
├── IndexDamaged             1   the catalogue cannot be read
├── IndexLocked              1   another process is writing
├── UnknownDocument          1   no such document is in the index (any more)
├── ModelError               1   a model cannot be found or loaded
├── HistoryError             1   conversations or feedback cannot be read or written
│   ├── HistoryDamaged       1   their file holds something that this program cannot read
│   ├── HistoryMissing       1   nothing was kept yet
│   └── UnknownConversation  1   no such conversation or answer is kept (any more)
├── BackupError              1   a backup cannot be made, or what is there is none
└── CitationError            1   a quote is not what the document says: never shown
"""


class CiteleafError(Exception):
    exit_code = 1


class UsageError(CiteleafError):
    exit_code = 2


class SettingsError(UsageError):
    pass


class UploadTooLarge(UsageError):
    pass


class DocumentError(CiteleafError):
    """``str(error)`` is one line, the reason alone: who reports it names the file."""


class IndexMissing(CiteleafError):
    exit_code = 4


class IndexMismatch(CiteleafError):
    pass


class IndexDamaged(CiteleafError):
    pass


class IndexLocked(CiteleafError):
    pass


class UnknownDocument(CiteleafError):
    pass


class ModelError(CiteleafError):
    pass


class HistoryError(CiteleafError):
    pass


class HistoryDamaged(HistoryError):
    pass


class HistoryMissing(HistoryError):
    pass


class UnknownConversation(HistoryError):
    pass


class BackupError(CiteleafError):
    pass


class CitationError(CiteleafError):
    pass
