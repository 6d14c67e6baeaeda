"""``python -m citeleaf``: the command line, where the script ``citeleaf`` is not on the path."""

from __future__ import annotations

import sys

from citeleaf.cli import main

if __name__ == "__main__":
    sys.exit(main())
