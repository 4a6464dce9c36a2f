"""Whether the layer files fit the database."""

from typing import NamedTuple

import psycopg

from layers.catalogue import Catalogue, Kind, Layer
from layers.schema import SCHEMA

__all__ = ["Problem", "check"]


class Problem(NamedTuple):
    """One thing that is wrong with a layer file, and what to do about it."""

    layer: str
    message: str
    hint: str


COLUMNS = """
SELECT table_name, array_agg(column_name::text) FROM information_schema.columns
WHERE table_schema = %s GROUP BY table_name
"""


def check(conn: psycopg.Connection, catalogue: Catalogue) -> list[Problem]:
    """Everything in the layer files that the tables do not have; empty when all fits."""
    columns = {table: set(names) for table, names in conn.execute(COLUMNS, (SCHEMA,))}
    return [problem for layer in catalogue for problem in _check(layer, columns)]


def _check(layer: Layer, columns: dict[str, set[str]]) -> list[Problem]:
    present = columns.get(layer.table)
    if present is None:
        hint = "correct `table`, or run: onemap migrate"
        return [Problem(layer.name, f"there is no table {layer.table!r}", hint)]
    needed = {
        **dict.fromkeys(layer.fields, "[fields]"),
        **dict.fromkeys(layer.where, "[where]"),
        layer.key: "`key`",
    }
    if layer.label:
        needed[layer.label] = "`label`"
    if layer.geometry is not Kind.NONE:
        needed["geom"] = "`geometry`"
    if layer.tiled:
        needed["geom_3857"] = "`zoom`"
    return [
        Problem(
            layer.name,
            f"table {layer.table!r} has no column {name!r}",
            f"correct {where} in {layer.name}.toml",
        )
        for name, where in needed.items()
        if name not in present
    ]
