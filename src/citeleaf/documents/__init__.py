"""From a file to a Document: one module per format, and the registry that chooses among them."""

from citeleaf.documents.registry import SUFFIXES, load, load_bytes

__all__ = ["SUFFIXES", "load", "load_bytes"]
