"""From a file to a Document: one module per format, and the registry that chooses among them."""

from citeleaf.documents.bounds import LARGEST_FILE, check_size, contents
from citeleaf.documents.registry import SUFFIXES, check_name, load, load_bytes

__all__ = ["LARGEST_FILE", "SUFFIXES", "check_name", "check_size", "contents", "load", "load_bytes"]
