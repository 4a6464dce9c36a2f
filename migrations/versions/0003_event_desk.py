"""The event desk: the life cycle, time limits, responsibilities, files; grids of the trades, findings."""

from pathlib import Path

from layers.schema.migrate import run_script

revision = "0003"
down_revision = "0002"

HERE = Path(__file__)


def upgrade() -> None:
    """Add what the event desk and the care of grids need; the SQL stands in the files beside this one."""
    run_script(HERE.with_suffix(".sql").read_text("utf-8"))


def downgrade() -> None:
    """Take it away again; files, rules and what was noted of events beside their steps are lost."""
    run_script(HERE.with_name(f"{HERE.stem}_down.sql").read_text("utf-8"))
