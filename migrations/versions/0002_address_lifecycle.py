"""The life of addresses: why a change was made, mergers, proposed corrections, the layout of codes."""

from pathlib import Path

from layers.schema.migrate import run_script

revision = "0002"
down_revision = "0001"

HERE = Path(__file__)


def upgrade() -> None:
    """Add what the corrections of the library need; the SQL stands in the files beside this one."""
    run_script(HERE.with_suffix(".sql").read_text("utf-8"))


def downgrade() -> None:
    """Take it away again; reasons and corrections are lost."""
    run_script(HERE.with_name(f"{HERE.stem}_down.sql").read_text("utf-8"))
