"""What a served column holds, as the tables have it."""

from layers.catalogue import Layer
from layers.errors import Failed
from layers.schema import LAYER_TABLES

__all__ = ["column_type"]


def column_type(layer: Layer, name: str) -> type:
    """The Python type of a column's values: str, int, float, bool, date, datetime, Decimal or dict (JSON).

    Raises:
        Failed: the layer file does not fit the tables.
    """
    table = LAYER_TABLES.get(layer.table)
    if table is None or name not in table.columns:
        raise Failed(f"layer {layer.name!r} does not fit its table", hint="run: onemap check")
    found: type = table.columns[name].type.python_type
    return found
