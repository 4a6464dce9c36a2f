"""The geocoder's index: the library as arrays in a folder, memory-mapped and shared by all workers."""
