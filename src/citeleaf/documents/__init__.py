"""From a file to a Document: one module per format, and the registry that chooses among them."""

from citeleaf.documents.registry import SUFFIXES, check_name, load, load_bytes

__all__ = ["SUFFIXES", "check_name", "load", "load_bytes"]
