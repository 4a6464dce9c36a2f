"""The spatial core: every table, function, trigger and index of the first release."""

from pathlib import Path

from layers.schema.migrate import run_script

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the schema; the SQL stands in the file beside this one."""
    run_script(Path(__file__).with_suffix(".sql").read_text("utf-8"))


def downgrade() -> None:
    """Leave nothing of ours but the version table, which lives in the schema itself."""
    run_script("""
        DROP SCHEMA onemap_history CASCADE;
        CREATE TEMP TABLE kept ON COMMIT DROP AS TABLE onemap.schema_version;
        DROP SCHEMA onemap CASCADE;
        CREATE SCHEMA onemap;
        CREATE TABLE onemap.schema_version (version_num varchar(32) NOT NULL,
            CONSTRAINT schema_version_pkc PRIMARY KEY (version_num));
        INSERT INTO onemap.schema_version TABLE kept;
    """)
