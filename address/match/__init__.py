"""The matcher: from a text, by way of the index, to answers with their faults."""
