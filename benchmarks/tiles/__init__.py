"""Vector tiles and features of ours, of martin and of tipg, measured alike."""
