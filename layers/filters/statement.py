"""What the parts of a condition share: the layer, the caller and the values that are bound."""

from dataclasses import dataclass, field

from psycopg import sql

from layers.catalogue import Layer
from layers.errors import Invalid
from layers.filters.caps import wrong
from layers.filters.columns import Type, named, type_of
from layers.filters.tree import Call, Literal, Members, Node, Property, Shape, Span

__all__ = ["Statement", "described", "joined"]

Part = sql.Composable | str


def joined(*parts: Part) -> sql.Composed:
    """SQL from constant texts and composed parts; a value of a caller is never a text of these."""
    return sql.Composed([sql.SQL(part) if isinstance(part, str) else part for part in parts])


@dataclass
class Statement:
    """A condition in the making."""

    layer: Layer
    internal: bool
    prefix: str
    alias: str | None
    values: dict[str, object] = field(default_factory=dict)
    names: list[str] = field(init=False)

    def __post_init__(self) -> None:
        """Find out which names the caller may use."""
        self.names = named(self.layer, internal=self.internal)

    def bind(self, value: object, cast: str) -> sql.Composed:
        """A placeholder for a value of a PostgreSQL type."""
        name = f"{self.prefix}_{len(self.values)}"
        self.values[name] = value
        return joined(sql.Placeholder(name), "::", cast)

    def type(self, node: Property) -> Type:
        """The type of a column.

        Raises:
            Invalid: there is none of this name, or none for this caller, which is the same.
        """
        if node.name not in self.names:
            raise wrong(f"there is no property {node.name[:50]!r}", node.at, allowed=self.names)
        return type_of(self.layer, node.name)

    def column(self, node: Property) -> sql.Identifier:
        """A column of the layer's table; its name is known to be there."""
        return sql.Identifier(self.alias, node.name) if self.alias else sql.Identifier(node.name)


def described(node: Node) -> str:
    """What a node is, for messages; values are not repeated."""
    match node:
        case Property(name):
            return name
        case Literal(value):
            return LITERALS[type(value).__name__]
        case Call(op):
            return f"what {op} gives"
        case Span():
            return "an interval"
        case Shape():
            return "a geometry"
        case Members():
            return "a list"


LITERALS = {
    "str": "a text",
    "bool": "TRUE or FALSE",
    "Decimal": "a number",
    "date": "a date",
    "datetime": "a time",
}


def mismatch(wanted: str, node: Node) -> Invalid:
    """The error that says what is wanted in the place of a node."""
    return wrong(f"{wanted} is wanted here, not {described(node)}", node.at)
