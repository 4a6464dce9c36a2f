"""Vector tiles of the layers, made by the database."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

import psycopg

from layers.catalogue import Catalogue, Layer
from layers.errors import Invalid, NotFound
from layers.filters import Filter, Interval, snap
from tiles.choice import applied
from tiles.clusters import CLUSTERS
from tiles.grid import TileAddress
from tiles.matrix import Box, MatrixSet, load
from tiles.statement import BRANCH, TILES, Statement, compose
from tiles.subject import Subject
from tiles.values import CASTS

__all__ = ["MOST_LAYERS", "MOST_TILES", "Tile", "VectorTiles"]

MOST_LAYERS = 32
"""How many layers one tile may be asked for."""
MOST_TILES = 64
"""How many tiles one query makes."""
MOST_STATEMENTS = 1_000
"""How many statements are remembered."""

NOWHERE = Box(1e9, 1e9, 1e9, 1e9)
"""Where no table has anything: no row may lie beyond the range of its system."""


class Tile(NamedTuple):
    """A tile as it goes out."""

    data: bytes
    """Mapbox Vector Tile 2; empty when nothing is there."""
    cut: Mapping[str, tuple[int, int]]
    """The layers of which only a part is in it: how many rows were taken, of how many."""
    made_at: int = 0
    """The sequence of the last change that it knows of."""


class VectorTiles:
    """Makes the tiles of a catalogue's layers; keeps the statements that it has composed."""

    def __init__(self, catalogue: Catalogue, matrix_sets: Mapping[str, MatrixSet] | None = None) -> None:
        """Remember the layers and the tile matrix sets; without any these are the project's own."""
        self._catalogue = catalogue
        self.matrix_sets = load() if matrix_sets is None else matrix_sets
        self._statement = lru_cache(MOST_STATEMENTS)(self._compose)
        self._plan = lru_cache(MOST_STATEMENTS)(self._digest)

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

    def subject(
        self,
        names: str,
        *,
        matrix: str = "WebMercatorQuad",
        internal: bool = False,
        properties: Iterable[str] | None = None,
        filter: Filter | None = None,  # noqa: A002
        during: Interval | None = None,
        as_of: datetime | None = None,
    ) -> Subject:
        """What is asked for, so that those who ask for the same have equal subjects; see `Subject`.

        Raises:
            NotFound: a layer or the tile matrix set is not there.
            Invalid: no layer has a property, or all that the filter names; two times are given; or there
                are too many layers.
        """
        layers = self.select(names, internal=internal)
        self.matrix_set(matrix)
        if during and as_of:
            raise Invalid("either the tables as of a time, or rows during one")
        found = Subject(
            tuple(layer.name for layer in layers),
            matrix,
            internal,
            _properties(layers, properties, internal=internal),
            filter,
            snap(during) if during else None,
            as_of and as_of.astimezone(UTC),
            self._plan(tuple(layer.name for layer in layers), matrix),
        )
        if filter and not any(applied(layer, found) for layer in layers):
            raise Invalid("no layer has all that the filter names", names=sorted(filter.fields))
        return found

    def matrix_set(self, name: str) -> MatrixSet:
        """The tile matrix set of that id.

        Raises:
            NotFound: there is none.
        """
        if name not in self.matrix_sets:
            raise NotFound(f"no tile matrix set {name[:50]!r}", known=list(self.matrix_sets))
        return self.matrix_sets[name]

    def tile(
        self,
        conn: psycopg.Connection,
        what: Subject | Sequence[Layer],
        address: TileAddress,
        *,
        internal: bool = False,
    ) -> Tile:
        """One tile of a subject, or of some layers in Web Mercator; of each layer only where it is drawn.

        Raises:
            NotFound: the set has no such tile, or none of the layers is drawn at its zoom.
        """
        if not isinstance(what, Subject):
            what = Subject(tuple(layer.name for layer in what), internal=internal)
        return self.tiles(conn, what, [address])[0]

    def recipe(self, subject: Subject, z: int) -> str:
        """A digest of the query: another one when layer files or the program make other tiles of a subject.

        Raises:
            NotFound: none of the layers is drawn at this zoom.
        """
        return blake2b(repr(self._statement(subject, z, True)).encode(), digest_size=16).hexdigest()

    def tiles(
        self,
        conn: psycopg.Connection,
        subject: Subject,
        addresses: Sequence[TileAddress],
        *,
        ordered: bool = False,
    ) -> list[Tile]:
        """Tiles of one zoom in one query, in the order of their addresses.

        Only when a tile that is expected to hold all has too many features is it made again, by a second
        query, of the most important ones.

        Args:
            conn: an open connection.
            subject: what they are made of.
            addresses: where.
            ordered: features have one order, so that the same features are the same bytes; else they come
                as the server finds them, which is quicker at high zooms.

        Raises:
            NotFound: the set has no such tile, or none of the layers is drawn at its zoom.
            Invalid: the zooms differ, or there are more than `MOST_TILES`.
        """
        matrix = self.matrix_set(subject.matrix)
        for at in addresses:
            if not matrix.exists(at):
                raise NotFound("there is no such tile", z=at.z, x=at.x, y=at.y)
        if len({at.z for at in addresses}) > 1 or len(addresses) > MOST_TILES:
            raise Invalid(f"one query makes at most {MOST_TILES} tiles, of one zoom")
        if not addresses:
            return []
        statement = self._statement(subject, addresses[0].z, ordered or None)
        made = _made(conn, statement, matrix, addresses)
        full = [] if statement.ranked else [n for n, tile in enumerate(made) if tile.cut]
        if full:
            ranked = self._statement(subject, addresses[0].z, True)
            again = _made(conn, ranked, matrix, [addresses[n] for n in full])
            for n, tile in zip(full, again, strict=True):
                made[n] = tile
        return made

    def query(
        self, subject: Subject, address: TileAddress, *, ordered: bool = False
    ) -> tuple[list[str], bytes, tuple[object, ...]]:
        """The query that makes a tile: the layers it has parts for, its text and what is bound to it.

        Args:
            subject: what the tile is made of.
            address: where it is.
            ordered: see `tiles`.

        Raises:
            NotFound: the set has no such tile, or none of the layers is drawn at its zoom.
        """
        matrix = self.matrix_set(subject.matrix)
        if not matrix.exists(address):
            raise NotFound("there is no such tile", z=address.z, x=address.x, y=address.y)
        statement = self._statement(subject, address.z, ordered or None)
        layers = [layer.name for layer in self._drawn(subject, address.z)]
        return layers, statement.text, (_edges(matrix, [address]), *statement.values)

    def _digest(self, names: Sequence[str], matrix: str) -> str:
        """Another one when the files of the layers, of the matrix set, or the program make other tiles."""
        layers = [self._catalogue.get(name, internal=True) for name in names]
        made_of = repr((layers, self.matrix_set(matrix), TILES, BRANCH, CLUSTERS, CASTS))
        return blake2b(made_of.encode(), digest_size=16).hexdigest()

    def _compose(self, subject: Subject, z: int, ranked: bool | None) -> Statement:
        return compose(self._drawn(subject, z), subject, self.matrix_set(subject.matrix), z, ranked=ranked)

    def _drawn(self, subject: Subject, z: int) -> list[Layer]:
        """The layers of a subject that are drawn at a zoom."""
        layers = [self._catalogue.get(name, internal=True) for name in subject.layers]
        scale = self.matrix_set(subject.matrix).scale(z)
        drawn = [layer for layer in layers if layer.zoom[0] <= scale <= layer.zoom[1]]
        if not drawn:
            zooms = {layer.name: list(layer.zoom) for layer in layers}
            raise NotFound(f"nothing of this is drawn at zoom {z}", zooms=zooms)
        return drawn


def _properties(
    layers: Sequence[Layer], names: Iterable[str] | None, *, internal: bool
) -> tuple[str, ...] | None:
    if names is None:
        return None
    known = {one.name for layer in layers for one in layer.visible(internal=internal)}
    wanted = set(names)
    if unknown := wanted - known:
        raise Invalid("no layer has such a property", unknown=sorted(unknown)[:10], known=sorted(known))
    return tuple(sorted(wanted))


def _edges(matrix: MatrixSet, addresses: Sequence[TileAddress]) -> str:
    """Where tiles are, as an array in text: psycopg takes longer over a list than a server over a tile."""
    boxes = (box for at in addresses for box in (matrix.bounds(at), matrix.search(at) or NOWHERE))
    return "{" + ",".join(repr(edge) for box in boxes for edge in box) + "}"


def _made(
    conn: psycopg.Connection, statement: Statement, matrix: MatrixSet, addresses: Sequence[TileAddress]
) -> list[Tile]:
    """Tiles as the statement gives them."""
    with psycopg.RawCursor(conn) as cur:
        cur.execute(statement.text, (_edges(matrix, addresses), *statement.values), prepare=True, binary=True)
        rows = cur.fetchall()
    data: list[list[bytes]] = [[] for _ in addresses]
    cut: list[dict[str, tuple[int, int]]] = [{} for _ in addresses]
    for n, layer, found, there, mvt, _ in rows:
        data[n // 8].append(mvt)
        if found < there:
            cut[n // 8][layer] = (found, there)
    return [Tile(b"".join(parts), left, rows[0][-1]) for parts, left in zip(data, cut, strict=True)]
