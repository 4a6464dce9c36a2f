"""Speed of the locator, and of others on the same points and polygons."""
