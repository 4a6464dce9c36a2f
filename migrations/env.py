"""Alembic's entry: runs the migrations on the connection that `layers.schema.migrate` hands over."""

from alembic import context

from layers.schema import SCHEMA

context.configure(
    connection=context.config.attributes["connection"],
    version_table="schema_version",
    version_table_schema=SCHEMA,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
