"""The core of the map: layer catalogue, schema, codes, CRS, history, changes, locator."""
