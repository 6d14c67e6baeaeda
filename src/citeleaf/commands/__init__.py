"""The commands of the command line, one a module: what it takes (``configure``) and what it does (``run``).

A module is named as its command, and light to import: ``citeleaf --help`` imports them all.
"""
