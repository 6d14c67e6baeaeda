"""The machine that figures are of: they say nothing about another."""

from __future__ import annotations

import os
import platform
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("onnxruntime", "faiss-cpu", "numpy", "tokenizers", "torch", "sentence-transformers", "transformers")
_TELLING = ("amx_int8", "avx512_vnni", "avx_vnni", "avx512_bf16", "avx512f", "avx2")


def describe() -> dict[str, str]:
    """What it is and what it is busy with, by name, in words."""
    return {
        "processor": _processor(),
        "cores": str(cores()),
        "memory": _memory(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "load": load(),
        "python": platform.python_version(),
        "packages": ", ".join(f"{name} {_version(name)}" for name in PACKAGES),
    }


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def load() -> str:
    """How many processes wanted a core in the last 1, 5 and 15 minutes."""
    return ", ".join(f"{average:.1f}" for average in os.getloadavg())


def resident(process: int | str = "self") -> float:
    """Megabytes of memory that a process holds now; 0 where the system does not tell."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmRSS:"):
                return float(line.split()[1]) * 1024 / 1e6
    return 0.0


def _processor() -> str:
    name, flags = platform.processor() or platform.machine(), ""
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition(":")
            if key.strip() == "model name":
                name = value.strip()
            elif key.strip() == "flags":
                flags = f" ({', '.join(flag for flag in _TELLING if flag in value.split())})"
    return name + flags


def _memory() -> str:
    with suppress(OSError):
        kilobytes = Path("/proc/meminfo").read_text(encoding="utf-8").split()[1]
        return f"{int(kilobytes) / 1e6:.0f} GB"
    return "unknown"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
