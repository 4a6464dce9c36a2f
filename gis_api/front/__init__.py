"""Answers that need no waiting, given before the framework is asked; all else goes the usual way.

A request that is asked for all day long costs less in its answer than in the routing, the parameters and the
tasks around it. So the protocol looks first whether it is a plain request with an answer at hand. What it
gives is what the route would give; whatever isn't plain (a key, an odd parameter, an error) is the route's.
"""

from gis_api.front.plain import Plain
from gis_api.front.ready import Answer, Quick, Ready

__all__ = ["Answer", "Plain", "Quick", "Ready"]
