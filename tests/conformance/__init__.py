"""Conformance to OGC API: the executable test suites of OGC, and their abstract tests as tests of our own."""
