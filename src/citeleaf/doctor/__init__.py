"""Is everything well? Each part of an installation is held against what it should be, and each fault has its remedy."""

from citeleaf.doctor.findings import Fault, Finding
from citeleaf.doctor.rounds import examine

__all__ = ["Fault", "Finding", "examine"]
