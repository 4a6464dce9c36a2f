DROP TABLE onemap.address_correction_step;
DROP TABLE onemap.address_correction;
DROP INDEX onemap.address_merged_into;

ALTER TABLE onemap.address DROP CONSTRAINT address_area_code_local_text_key,
  ADD CONSTRAINT address_area_code_local_text_key UNIQUE (area_code, local_text),
  DROP CONSTRAINT address_merged;

DROP FUNCTION onemap.make_address_code(text, bigint);

CREATE OR REPLACE FUNCTION onemap.record_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = onemap, public AS
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
    EXECUTE format('INSERT INTO onemap_history.%I SELECT %s, o.* FROM %s WHERE o.valid_from < %s',
                   TG_TABLE_NAME, ended, changed_rows, ended);
  END IF;
  EXECUTE format(
    'INSERT INTO change_log (layer, op, ids, old_extent, new_extent, actor)
     SELECT %L, %L, array_agg(id), extent(ST_3DExtent(old)), extent(ST_3DExtent(new)),
            coalesce(nullif(current_setting(''onemap.actor'', true), ''''), session_user)
     FROM (SELECT id, %s AS old, %s AS new, (row_number() OVER () - 1) / %s AS batch FROM %s) pair
     GROUP BY batch ORDER BY batch',
    TG_TABLE_NAME, lower(TG_OP), old_place, new_place,
    CASE WHEN changed <= 100 THEN 1 ELSE 500 END, changed_rows);
  RETURN NULL;
END
$$;

DROP INDEX onemap.change_log_layer_at_idx;
ALTER TABLE onemap.change_log DROP COLUMN reason;
