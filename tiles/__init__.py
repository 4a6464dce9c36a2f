"""Vector tiles, TileJSON and map styles of the layers."""
