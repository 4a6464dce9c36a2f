"""Rasters have versions, statistics, and may be internal."""

from pathlib import Path

from layers.schema.migrate import run_script

revision = "0004"
down_revision = "0003"

HERE = Path(__file__)


def upgrade() -> None:
    """Add the columns; the SQL stands in the files beside this one."""
    run_script(HERE.with_suffix(".sql").read_text("utf-8"))


def downgrade() -> None:
    """Take them away again; internal rasters with them, since all would be open then."""
    run_script(HERE.with_name(f"{HERE.stem}_down.sql").read_text("utf-8"))
