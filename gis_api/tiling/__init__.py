"""Tiles over HTTP: kept as long as they are true, made once however many ask for them at a time."""
