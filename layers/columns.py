"""What a served column holds, as the tables have it, and values to compare it with."""

import math
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

from layers.catalogue import Layer
from layers.errors import Failed, Invalid
from layers.schema import LAYER_TABLES

__all__ = ["column_type", "moment", "number", "parse"]


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


def parse(layer: Layer, name: str, text: str) -> object:
    """A value to compare a column with, from text.

    Raises:
        Invalid: the column can't hold that, or can't be compared at all.
    """
    kind = column_type(layer, name)
    reader = READERS.get(kind)
    if reader is None:
        raise Invalid(f"{name} can't be filtered by", field=name)
    try:
        return reader(text)
    except (ValueError, ArithmeticError):
        raise Invalid(f"{name}: {text[:50]!r} is no {kind.__name__}", field=name) from None


def moment(text: str) -> datetime:
    """A time as RFC 3339 has it, which always says how far it is from UTC.

    Raises:
        ValueError: it is something else.
    """
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"{text!r} has no offset from UTC")
    return found


def number(text: str) -> float:
    """A number that PostgreSQL can hold, too: what is closer to 0 than it knows is 0.

    Raises:
        ValueError: it is none, or not finite.
    """
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text!r} is not finite")
    return value if abs(value) >= sys.float_info.min else 0.0


def _truth(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError(text)
    return text == "true"


READERS: Mapping[type, Callable[[str], object]] = {
    str: str,
    int: int,
    float: number,
    Decimal: Decimal,
    bool: _truth,
    date: date.fromisoformat,
    datetime: moment,
}
