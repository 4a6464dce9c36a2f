"""The whole schema as SQL text, made from the table objects.

`python -m layers.schema.ddl` prints it: so the first migration was written, and so a test finds out
whether the tables and the migrations still agree.
"""

from sqlalchemy import create_mock_engine
from sqlalchemy.schema import CreateIndex, CreateTable, DDLElement

from layers.schema import HISTORY, LAYER_TABLES, SCHEMA, addresses, changes, events, metadata, search_key
from layers.schema.functions_sql import FUNCTIONS

__all__ = ["script"]

DIALECT = create_mock_engine("postgresql+psycopg://", executor=print).dialect

SCHEMES = """
INSERT INTO onemap.area_level (scheme, level, digits) VALUES
  ('cn', 'province', 2), ('cn', 'city', 4), ('cn', 'district', 6),
  ('cn', 'street', 9), ('cn', 'community', 12);
"""


def _text(element: DDLElement) -> str:
    return str(element.compile(dialect=DIALECT)).strip() + ";"


def _literal(comment: str) -> str:
    return "'" + comment.replace("'", "''") + "'"


def script() -> str:
    """Every statement that makes the schema in an empty database with PostGIS, in order."""
    parts = [f"CREATE SCHEMA IF NOT EXISTS {SCHEMA};", f"CREATE SCHEMA {HISTORY};"]
    parts += [FUNCTIONS, search_key.FUNCTIONS]
    for table in metadata.sorted_tables:
        parts.append(_text(CreateTable(table)))
        parts += [_text(CreateIndex(index)) for index in sorted(table.indexes, key=lambda i: str(i.name))]
        if table.comment:
            parts.append(f"COMMENT ON TABLE {table.fullname} IS {_literal(table.comment)};")
    parts += [addresses.SERIALS, changes.FUNCTIONS, events.STATISTICS, events.APPEND_ONLY, SCHEMES]
    parts += [changes.triggers(table) for _, table in sorted(LAYER_TABLES.items())]
    return "\n\n".join(part.strip() for part in parts) + "\n"


if __name__ == "__main__":
    print(script(), end="")
