"""What people made and no rebuild brings back: conversations with their whole answers, and feedback on them.

Kept in one SQLite file in a folder of their own, never in the index, which anyone may delete at any time.
"""
