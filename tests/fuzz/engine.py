"""One target under atheris, in a process of its own: what it finds is written down, and it goes on.

``python -m fuzz.engine TARGET FINDINGS [libFuzzer's options] CORPUS``. Each fault is kept once, by its kind and place,
as the input and the traceback beside it. Only what kills the process (a crash, a hang) ends it.
"""

from __future__ import annotations

import hashlib
import sys
import traceback
from importlib import import_module
from pathlib import Path

LIBRARIES = {
    "docx": "docx",
    "docx-part": "docx",
    "epub": "ebooklib",
    "epub-part": "ebooklib",
    "markdown": "markdown_it",
}
"""Whose coverage guides besides our own; pypdf and trafilatura take minutes to instrument, and pdfium is native."""


def main() -> None:
    atheris = import_module("atheris")  # which ships no types, and is installed for fuzzing alone

    name, findings, *options = sys.argv[1:]
    instrumented = ["citeleaf", *(library for target, library in LIBRARIES.items() if target == name)]
    with atheris.instrument_imports(include=instrumented, enable_loader_override=False):
        from fuzz.targets import check_within_time, target_named

        folder = Path(findings)
        folder.mkdir(parents=True, exist_ok=True)
        target = target_named(name)

        def run(data: bytes) -> None:
            try:
                check_within_time(target, data)
            except (KeyboardInterrupt, SystemExit):
                raise
            except BaseException as error:  # the panics of Rust's libraries are no Exceptions
                keep(folder, data, error)

        for seed in target.seeds():
            run(seed)  # a module is instrumented when it is imported, which parsers are when they are needed

    atheris.Setup([sys.argv[0], *options], run)
    atheris.Fuzz()


def keep(folder: Path, data: bytes, error: BaseException) -> None:
    """Write the input and its traceback into ``folder``, unless the same fault lies there."""
    place = hashlib.sha256(signature(error).encode()).hexdigest()[:12]
    if not (folder / place).exists():
        (folder / f"{place}.traceback").write_text("".join(traceback.format_exception(error)), encoding="utf-8")
        (folder / place).write_bytes(data)


def signature(error: BaseException) -> str:
    """The kind of an error and where it arose, with the same of its cause."""
    frames = traceback.extract_tb(error.__traceback__)
    at = f"{frames[-1].filename}:{frames[-1].name}:{frames[-1].line}" if frames else ""
    cause = signature(error.__cause__) if error.__cause__ else ""
    return f"{type(error).__name__} {at} {cause}"


if __name__ == "__main__":
    main()
