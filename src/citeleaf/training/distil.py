"""Step 4, where there is a better model: teach the reader what that one thinks of every place.

    python -m citeleaf.training.distil WORK TEACHER NAME [--start FOLDER] [--weight 1] ...

``TEACHER`` is the folder of a trained model that reads the same tokens: a larger BERT or MPNet, which ``train --start``
makes of one that was only pretrained (``--layers``, where its last ones tell whole sentences apart). The records are
read as in ``train``, with its options, and the teacher's opinion counts beside the annotators' answers. What it costs
beside ``train`` is that the teacher reads everything once.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from citeleaf.training.options import Options, add_options, chosen
from citeleaf.training.reporting import reported
from citeleaf.training.train import train

log = logging.getLogger(__name__)


@reported("distil")
def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, distil, and name the folder."""
    parser = argparse.ArgumentParser(description="Train the reader with a teacher.")
    parser.add_argument("work", type=Path)
    parser.add_argument("teacher", type=Path)
    parser.add_argument("name")
    parser.add_argument("--weight", type=float, default=Options().teacher_weight, help="the teacher's (answers': 1)")
    add_options(parser)
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    how = replace(chosen(options), teacher_weight=options.weight)
    log.info("written to %s", train(options.work, options.name, how, options.start, options.teacher))
    return 0


if __name__ == "__main__":
    sys.exit(main())
