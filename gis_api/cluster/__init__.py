"""The private PostGIS cluster: a database server of our own, below the program's home folder.

`place` says where its files are, `programs` finds PostgreSQL, `account` is the system user that runs it,
`tuning` fits its settings to the machine, `server` makes, starts and stops it, `throwaway` is one for tests.
"""

from gis_api.cluster.server import Cluster
from gis_api.cluster.throwaway import throwaway

__all__ = ["Cluster", "throwaway"]
