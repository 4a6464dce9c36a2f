"""Prepared rows into the database: one module a kind of layer."""
