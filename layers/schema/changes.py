"""The change log, and the triggers that fill it and the history.

Every statement that changes a layer table, by whatever hand, writes its rows' old versions to the history
and what changed to the log, in its own transaction. The triggers fire once a statement and read its
transition tables, so a bulk load pays for one pass, not for a call a row.

`change_log.seq` is given when the transaction commits, under a lock that is held until the commit is
visible. So sequences become visible in order, and a follower that remembers the last one it saw never
misses a change of a transaction that began earlier and ended later. The lock costs nothing that `NOTIFY`
does not cost already: PostgreSQL serialises notifying commits the same way.
"""

from sqlalchemy import ARRAY, BigInteger, Column, DateTime, Float, Identity, Index, Table, Text, text

from layers.schema.base import HISTORY, SCHEMA, metadata, one_of

ROW_LIMIT = 100
"""A statement that changes up to this many rows is logged row by row."""

BATCH = 500
"""A larger one in batches of this many ids; each batch has the extent of its rows."""

CHANNEL = "onemap_change"
"""`LISTEN` here: the payload is the name of a table that changed."""

change_log = Table(
    "change_log",
    metadata,
    Column("n", BigInteger, Identity(), primary_key=True),
    Column("seq", BigInteger, unique=True),
    Column("layer", Text, nullable=False),
    Column("op", Text, nullable=False),
    Column("ids", ARRAY(BigInteger), nullable=False),
    Column("old_extent", ARRAY(Float)),
    Column("new_extent", ARRAY(Float)),
    Column("actor", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("reason", Text),
    Index(None, "layer", "at"),
    one_of("op", ("insert", "update", "delete")),
    comment="What changed, in the order of commit; extents are west, south, east, north in EPSG:4490.",
)

FUNCTIONS = f"""
CREATE SEQUENCE {SCHEMA}.change_seq;

CREATE FUNCTION {SCHEMA}.extent(box box3d) RETURNS float8[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = public AS
$$ SELECT ARRAY[ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)] $$;

-- A new version begins when its transaction does, and never before the one that it replaces.
CREATE FUNCTION {SCHEMA}.begin_version() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  IF NEW.valid_from IS NOT DISTINCT FROM OLD.valid_from THEN
    NEW.valid_from := greatest(now(), OLD.valid_from);
  END IF;
  RETURN NEW;
END
$$;

-- Argument: whether the table has a column `geom`.
CREATE FUNCTION {SCHEMA}.record_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = {SCHEMA}, public AS
$$
DECLARE
  placed boolean := TG_ARGV[0];
  old_place text := CASE WHEN placed AND TG_OP <> 'INSERT' THEN 'o.geom' ELSE 'NULL::geometry' END;
  new_place text := CASE WHEN placed AND TG_OP <> 'DELETE' THEN 'n.geom' ELSE 'NULL::geometry' END;
  ended text := CASE TG_OP WHEN 'UPDATE' THEN 'n.valid_from' ELSE 'now()' END;
  changed_rows text := CASE TG_OP WHEN 'INSERT' THEN 'new_rows n' WHEN 'DELETE' THEN 'old_rows o'
                                  ELSE 'old_rows o JOIN new_rows n USING (id)' END;
  changed bigint;
BEGIN
  IF TG_OP = 'DELETE' THEN
    SELECT count(*) INTO changed FROM old_rows;
  ELSE
    SELECT count(*) INTO changed FROM new_rows;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    EXECUTE format('INSERT INTO {HISTORY}.%I SELECT %s, o.* FROM %s WHERE o.valid_from < %s',
                   TG_TABLE_NAME, ended, changed_rows, ended);
  END IF;
  EXECUTE format(
    'INSERT INTO change_log (layer, op, ids, old_extent, new_extent, actor, reason)
     SELECT %L, %L, array_agg(id), extent(ST_3DExtent(old)), extent(ST_3DExtent(new)),
            coalesce(nullif(current_setting(''onemap.actor'', true), ''''), session_user),
            nullif(current_setting(''onemap.reason'', true), '''')
     FROM (SELECT id, %s AS old, %s AS new, (row_number() OVER () - 1) / %s AS batch FROM %s) pair
     GROUP BY batch ORDER BY batch',
    TG_TABLE_NAME, lower(TG_OP), old_place, new_place,
    CASE WHEN changed <= {ROW_LIMIT} THEN 1 ELSE {BATCH} END, changed_rows);
  RETURN NULL;
END
$$;

CREATE FUNCTION {SCHEMA}.refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  RAISE EXCEPTION 'TRUNCATE would lose the history of %; use DELETE', TG_TABLE_NAME
    USING ERRCODE = 'feature_not_supported';
END
$$;

CREATE FUNCTION {SCHEMA}.number_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = {SCHEMA}, public AS
$$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('{SCHEMA}.change_seq'));
  UPDATE change_log SET seq = nextval('change_seq') WHERE n = NEW.n;
  PERFORM pg_notify('{CHANNEL}', NEW.layer);
  RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER number_change AFTER INSERT ON {SCHEMA}.change_log
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {SCHEMA}.number_change();
"""

LAYER_TRIGGERS = f"""
CREATE TRIGGER begin_version BEFORE UPDATE ON {SCHEMA}.{{table}}
FOR EACH ROW EXECUTE FUNCTION {SCHEMA}.begin_version();
CREATE TRIGGER record_insert AFTER INSERT ON {SCHEMA}.{{table}} REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION {SCHEMA}.record_change('{{placed}}');
CREATE TRIGGER record_update AFTER UPDATE ON {SCHEMA}.{{table}}
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION {SCHEMA}.record_change('{{placed}}');
CREATE TRIGGER record_delete AFTER DELETE ON {SCHEMA}.{{table}} REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION {SCHEMA}.record_change('{{placed}}');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON {SCHEMA}.{{table}}
FOR EACH STATEMENT EXECUTE FUNCTION {SCHEMA}.refuse_truncate();
"""


def triggers(table: Table) -> str:
    """The statements that put a layer table under history and change log."""
    placed = str("geom" in table.columns).lower()
    return LAYER_TRIGGERS.format(table=table.name, placed=placed)
