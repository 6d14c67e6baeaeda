"""Many people ask the served app while documents arrive, and every reply is checked: ``make load``."""
