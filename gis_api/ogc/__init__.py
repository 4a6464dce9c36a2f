"""OGC API Features: how its requests are read and what its documents look like."""
