"""What the service tells of itself, for Prometheus: counted in each worker, added up when it is asked for.

A worker counts in plain numbers (`counts`), and writes them to a small file every second (`files`). Whichever
worker is asked adds the files up (`merging`) and writes the text (`exposition`).
"""

from gis_api.metrics.counts import SEVERAL, Counts

__all__ = ["SEVERAL", "Counts"]
