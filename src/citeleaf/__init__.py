"""Ask a folder of documents; answers are the documents' own words, cited."""

from citeleaf.assistant import Assistant
from citeleaf.errors import CiteleafError
from citeleaf.settings import Settings, load_settings
from citeleaf.types import Answer, Citation, Document, Filters, Span, Turn

__all__ = [
    "Answer",
    "Assistant",
    "Citation",
    "CiteleafError",
    "Document",
    "Filters",
    "Settings",
    "Span",
    "Turn",
    "load_settings",
]
