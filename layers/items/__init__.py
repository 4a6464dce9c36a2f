"""The features of layers: read in pages, counted, streamed in bulk, and changed, as a caller may."""
