"""The routes of the HTTP API, one module a subject: each parses, calls and returns."""
