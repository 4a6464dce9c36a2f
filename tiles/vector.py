"""Vector tiles of the layers, made by the database."""

from collections import OrderedDict
from typing import NamedTuple

import psycopg

from layers.catalogue import Catalogue, Layer
from layers.errors import Invalid, NotFound
from tiles.grid import TileAddress
from tiles.statement import compose, values

__all__ = ["MOST_LAYERS", "Tile", "VectorTiles"]

MOST_LAYERS = 32
"""How many layers one tile may be asked for."""

MOST_STATEMENTS = 200
"""How many combinations of layers are remembered."""


class Tile(NamedTuple):
    """A tile as it goes out."""

    data: bytes
    """Mapbox Vector Tile 2; empty when nothing is there."""
    cut: list[str]
    """The layers of which only a part is in it."""


class VectorTiles:
    """Makes the tiles of a catalogue's layers; keeps the statements that it has composed."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Remember the layers."""
        self._catalogue = catalogue
        self._statements: OrderedDict[tuple[bool, tuple[str, ...]], bytes] = OrderedDict()

    def select(self, names: str, *, internal: bool = False) -> list[Layer]:
        """The layers of a comma list, each once and in drawing order.

        Raises:
            NotFound: one is not there, has no tiles or may not be seen.
            Invalid: there are more than `MOST_LAYERS`.
        """
        wanted = set(names.split(","))
        if len(wanted) > MOST_LAYERS:
            raise Invalid(f"a tile has at most {MOST_LAYERS} layers", given=len(wanted))
        for name in sorted(wanted):
            if not self._catalogue.get(name, internal=internal).tiled:
                raise NotFound(f"layer {name!r} is not drawn: it has no tiles")
        return [layer for layer in self._catalogue if layer.name in wanted]

    def tile(
        self, conn: psycopg.Connection, layers: list[Layer], address: TileAddress, *, internal: bool = False
    ) -> Tile:
        """One tile of some layers; of each layer only at the zooms where it is drawn.

        Raises:
            NotFound: the grid has no such tile, or none of the layers is drawn at its zoom.
        """
        if not address.exists:
            raise NotFound("there is no such tile", z=address.z, x=address.x, y=address.y)
        drawn = [layer for layer in layers if layer.zoom[0] <= address.z <= layer.zoom[1]]
        if not drawn:
            zooms = {layer.name: list(layer.zoom) for layer in layers}
            raise NotFound(f"nothing of this is drawn at zoom {address.z}", zooms=zooms)
        statement = self._statement(drawn, internal=internal)
        with conn.cursor(binary=True) as cur:
            rows = cur.execute(statement, values(drawn, address), prepare=True).fetchall()
        return Tile(b"".join(mvt or b"" for _, _, mvt in rows), [name for name, cut, _ in rows if cut])

    def _statement(self, layers: list[Layer], *, internal: bool) -> bytes:
        key = (internal, tuple(layer.name for layer in layers))
        statement = self._statements.get(key) or compose(layers, internal=internal)
        self._statements[key] = statement
        if len(self._statements) > MOST_STATEMENTS:
            self._statements.popitem(last=False)
        return statement
