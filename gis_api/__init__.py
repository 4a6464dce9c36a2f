"""The HTTP edge and the command line: the only package that knows FastAPI, settings and processes."""
