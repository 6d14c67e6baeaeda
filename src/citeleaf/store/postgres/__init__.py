"""The store of many machines: everything in one PostgreSQL schema, through pgvector and full-text search."""
