"""``citeleaf doctor``"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from citeleaf import output
from citeleaf.commands.common import add_folders, add_json, settings_of

if TYPE_CHECKING:
    from citeleaf.doctor import Finding

SUMMARY = "examine index, corpus, models and permissions, and say what mends each fault"


def configure(parser: argparse.ArgumentParser) -> None:
    add_folders(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from citeleaf.doctor import examine

    findings = []
    for finding in examine(settings_of(options)):
        findings.append(finding)
        if not options.json:
            print(output.printable(_text(finding)), flush=True)
    faults = sum(len(finding.faults) for finding in findings)
    if options.json:
        print(output.dump({"well": not faults, "findings": [_json(finding) for finding in findings]}))
    else:
        print(f"\n{faults} {'fault' if faults == 1 else 'faults'}." if faults else "\nAll is well.")
    return 1 if faults else 0


def _text(finding: Finding) -> str:
    lines = [f"{'ok   ' if not finding.faults else 'FAULT'}  {finding.part:<12} {finding.told}"]
    for fault in finding.faults:
        lines += [f"       - {fault.what}", f"         → {fault.remedy}"]
    return "\n".join(lines)


def _json(finding: Finding) -> output.Json:
    faults = [{"what": fault.what, "remedy": fault.remedy} for fault in finding.faults]
    return {"part": finding.part, "told": finding.told, "faults": faults}
