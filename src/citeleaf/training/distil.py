"""Step 4, where there is a better model: teach the reader what that one thinks of every place.

    python -m citeleaf.training.distil WORK TEACHER NAME [--start FOLDER]

``TEACHER`` is the folder of a trained model with the same vocabulary (a larger BERT, or several trainings' mean). The
records are read as in ``train``, and the teacher's opinion counts beside the annotators' answers. The bundled reader
was made without this step: no machine was at hand on which a larger model could be trained.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from citeleaf.training.train import Options, train

log = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, distil, and name the folder."""
    parser = argparse.ArgumentParser(description="Train the reader with a teacher.")
    parser.add_argument("work", type=Path)
    parser.add_argument("teacher", type=Path)
    parser.add_argument("name")
    parser.add_argument("--start", type=Path, help="a model to go on from, instead of the encoder's trunk")
    parser.add_argument("--weight", type=float, default=1.0, help="the teacher's, beside the annotators' 1")
    parser.add_argument("--share", type=float, default=1.0, help="take only so much of every stage (default: all, 1)")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    chosen = Options(teacher_weight=options.weight, share=options.share)
    log.info("written to %s", train(options.work, options.name, chosen, options.start, options.teacher))
    return 0


if __name__ == "__main__":
    sys.exit(main())
