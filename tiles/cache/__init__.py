"""Finished tiles, kept until something in them changes.

`memory` is of one worker, `store` is shared by all; both forget exactly the tiles that a change touches, and
`recent` keeps a tile out that was made before a change and finished after it. There is no clock in this:
what is there is true, as far as the change log was read.
"""

from tiles.cache.entry import Entry, Source, Spot
from tiles.cache.memory import Memory
from tiles.cache.recent import Recent
from tiles.cache.touch import Grid, Touch

__all__ = ["Entry", "Grid", "Memory", "Recent", "Source", "Spot", "Touch"]
