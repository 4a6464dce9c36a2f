"""The life of the address library: states, operations, corrections, and what addresses were called before."""
