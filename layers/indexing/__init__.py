"""Indexes made from the database: what they consist of, how they lie on disk, how they follow the log."""
