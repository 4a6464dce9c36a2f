"""Why a tile is slow or large: what the database did for it, and what its bytes are.

`plan` has the statement of the tile explained, `weight` takes a finished tile apart.
"""

from tiles.why.plan import Branch, explain
from tiles.why.weight import LayerWeight, weigh

__all__ = ["Branch", "LayerWeight", "explain", "weigh"]
