"""Grids (网格): divided, checked, split, merged and bound together."""
