"""A harness that kills the program wherever it writes, and sees that nothing is lost: ``make crash``."""
