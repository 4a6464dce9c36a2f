"""Indexes in the service: on disk for all workers, in each worker kept true to the database by a thread."""
