"""How a process that answers questions is asked: a JSON object a line, in and out. Needs nothing but Python.

The first line out is what the process says of itself once it is ready. Then each line in names a thing to ``do`` and
its arguments, and the line out is what came of it, with the seconds that it took.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Mapping

Reply = dict[str, object]
Handler = Callable[..., Reply]


def serve(prepare: Callable[[], tuple[Reply, Mapping[str, Handler]]]) -> None:
    """Answer until standard input ends. Whatever libraries print goes to standard error."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def say(reply: Reply) -> None:
        out.write(json.dumps(reply) + "\n")
        out.flush()

    facts, handlers = prepare()
    say(facts)
    for line in sys.stdin:
        asked = json.loads(line)
        handler = handlers[asked.pop("do")]
        wall, processor = time.perf_counter(), time.process_time()
        reply = handler(**asked)
        say({"wall": time.perf_counter() - wall, "processor": time.process_time() - processor, **reply})
