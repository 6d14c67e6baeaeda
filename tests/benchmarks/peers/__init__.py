"""Other ways to ask the same passages, each a process of its own; they run in an environment without Citeleaf."""
