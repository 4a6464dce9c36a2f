CREATE TABLE onemap.event_state (
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	name_en TEXT NOT NULL, 
	stage TEXT NOT NULL, 
	final BOOLEAN NOT NULL, 
	place INTEGER NOT NULL, 
	CONSTRAINT event_state_pkey PRIMARY KEY (code)
);

COMMENT ON TABLE onemap.event_state IS 'The states of the life cycle of data/events/life_cycle.toml, in order.';

-- The states that events may be in already; the life cycle's own list is brought in after the migration.
INSERT INTO onemap.event_state (code, name, name_en, stage, final, place) VALUES
  ('reported', '发现', 'reported', 'report', false, 1), ('filed', '立案', 'filed', 'file', false, 3),
  ('dispatched', '派单', 'dispatched', 'dispatch', false, 4), ('handled', '处置完成', 'handled', 'handle', false, 7),
  ('checked', '核查通过', 'checked', 'check', false, 9), ('closed', '结案', 'closed', 'close', true, 10),
  ('rejected', '不予立案', 'rejected', 'close', true, 11);

ALTER TABLE onemap.event DROP CONSTRAINT event_state;

ALTER TABLE onemap.event
  ADD COLUMN version INTEGER DEFAULT 1 NOT NULL,
  ADD COLUMN collector_code TEXT,
  ADD COLUMN composite_grid_code TEXT,
  ADD COLUMN component_code TEXT,
  ADD COLUMN condition TEXT,
  ADD COLUMN limit_amount NUMERIC,
  ADD COLUMN limit_unit TEXT,
  ADD COLUMN clock_from TIMESTAMP WITH TIME ZONE,
  ADD COLUMN suspended_at TIMESTAMP WITH TIME ZONE,
  ADD COLUMN resume_state TEXT,
  ADD COLUMN filed_at TIMESTAMP WITH TIME ZONE,
  ADD COLUMN dispatched_at TIMESTAMP WITH TIME ZONE,
  ADD COLUMN handled_at TIMESTAMP WITH TIME ZONE,
  ADD COLUMN checked_at TIMESTAMP WITH TIME ZONE,
  ADD COLUMN returns INTEGER DEFAULT 0 NOT NULL,
  ADD COLUMN reworks INTEGER DEFAULT 0 NOT NULL,
  ADD COLUMN forced BOOLEAN DEFAULT false NOT NULL,
  ADD COLUMN duplicate_of TEXT,
  ADD COLUMN placed_from TEXT,
  ADD COLUMN place_gap_m FLOAT,
  ADD COLUMN assigned_by TEXT;

ALTER TABLE onemap_history.event
  ADD COLUMN version INTEGER,
  ADD COLUMN collector_code TEXT,
  ADD COLUMN composite_grid_code TEXT,
  ADD COLUMN component_code TEXT,
  ADD COLUMN condition TEXT,
  ADD COLUMN limit_amount NUMERIC,
  ADD COLUMN limit_unit TEXT,
  ADD COLUMN clock_from TIMESTAMP WITH TIME ZONE,
  ADD COLUMN suspended_at TIMESTAMP WITH TIME ZONE,
  ADD COLUMN resume_state TEXT,
  ADD COLUMN filed_at TIMESTAMP WITH TIME ZONE,
  ADD COLUMN dispatched_at TIMESTAMP WITH TIME ZONE,
  ADD COLUMN handled_at TIMESTAMP WITH TIME ZONE,
  ADD COLUMN checked_at TIMESTAMP WITH TIME ZONE,
  ADD COLUMN returns INTEGER,
  ADD COLUMN reworks INTEGER,
  ADD COLUMN forced BOOLEAN,
  ADD COLUMN duplicate_of TEXT,
  ADD COLUMN placed_from TEXT,
  ADD COLUMN place_gap_m FLOAT,
  ADD COLUMN assigned_by TEXT;

ALTER TABLE onemap.event
  ADD CONSTRAINT event_limit_unit CHECK (limit_unit IN ('urgent_hour', 'work_hour', 'work_day', 'urgent_day', 'day')),
  ADD CONSTRAINT event_assigned_by CHECK (assigned_by IN ('rule', 'duty_desk', 'person')),
  ADD CONSTRAINT event_placed_from CHECK (placed_from IN ('point', 'address', 'both')),
  ADD CONSTRAINT event_state_fkey FOREIGN KEY(state) REFERENCES onemap.event_state (code);

DROP INDEX onemap.event_department_code_idx;

CREATE INDEX event_department ON onemap.event (department_code, reported_at, id);

CREATE INDEX event_alike ON onemap.event (class_code, ST_GeoHash(geom, 6), reported_at);

CREATE INDEX event_deadline ON onemap.event (coalesce(deadline, 'infinity'), id);

CREATE INDEX event_state_deadline ON onemap.event (state, coalesce(deadline, 'infinity'), id);

CREATE INDEX event_open ON onemap.event (coalesce(deadline, 'infinity'), id) WHERE closed_at IS NULL;

CREATE INDEX event_open_department ON onemap.event (department_code, coalesce(deadline, 'infinity'), id) WHERE closed_at IS NULL;

CREATE INDEX event_open_street ON onemap.event (street_code, coalesce(deadline, 'infinity'), id) WHERE closed_at IS NULL;

CREATE INDEX event_open_community ON onemap.event (community_code, coalesce(deadline, 'infinity'), id) WHERE closed_at IS NULL;

-- Few of all events are open, but all of those in most states are; the planner would multiply the two.
CREATE STATISTICS onemap.event_state_open (mcv) ON state, closed_at FROM onemap.event;

DROP INDEX onemap.event_step_event_code_idx;

ALTER TABLE onemap.event_step DROP CONSTRAINT event_step_state;

ALTER TABLE onemap.event_step
  ADD COLUMN version INTEGER,
  ADD COLUMN from_state TEXT,
  ADD COLUMN post TEXT,
  ADD COLUMN department_code TEXT,
  ADD COLUMN facts JSONB,
  ADD CONSTRAINT event_step_state_fkey FOREIGN KEY(state) REFERENCES onemap.event_state (code);

UPDATE onemap.event_step SET version = counted.version, from_state = counted.from_state
FROM (
  SELECT id, row_number() OVER life AS version, lag(state) OVER life AS from_state
  FROM onemap.event_step WINDOW life AS (PARTITION BY event_code ORDER BY id)
) AS counted WHERE counted.id = event_step.id;

ALTER TABLE onemap.event_step ALTER COLUMN version SET NOT NULL;

CREATE UNIQUE INDEX event_step_version ON onemap.event_step (event_code, version);

-- What statistics look for among the steps, so that they need not read all of them.
CREATE INDEX event_step_told ON onemap.event_step (event_code, step, at)
  WHERE step IN ('ask_verification', 'verify', 'deny', 'transfer');

-- What the steps of events say, without a version of history for each. A department so far was a person's choice.
ALTER TABLE onemap.event DISABLE TRIGGER USER;

UPDATE onemap.event SET
  version = greatest(1, told.steps), filed_at = told.filed_at, dispatched_at = told.dispatched_at,
  handled_at = told.handled_at, checked_at = told.checked_at, clock_from = told.dispatched_at
FROM (
  SELECT event_code, count(*) AS steps, min(at) FILTER (WHERE state = 'filed') AS filed_at,
         min(at) FILTER (WHERE state = 'dispatched') AS dispatched_at,
         max(at) FILTER (WHERE state = 'handled') AS handled_at,
         max(at) FILTER (WHERE state = 'checked') AS checked_at
  FROM onemap.event_step GROUP BY event_code
) AS told WHERE told.event_code = event.code;

ALTER TABLE onemap.event ENABLE TRIGGER USER;

CREATE TABLE onemap.event_file (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	event_code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	media_type TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	content BYTEA NOT NULL, 
	actor TEXT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	CONSTRAINT event_file_pkey PRIMARY KEY (id), 
	CONSTRAINT event_file_event_code_fkey FOREIGN KEY(event_code) REFERENCES onemap.event (code)
);

CREATE INDEX event_file_event_code_idx ON onemap.event_file (event_code);

COMMENT ON TABLE onemap.event_file IS 'Photos and files of an event, only ever added.';

CREATE TABLE onemap.time_limit (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	edition TEXT NOT NULL, 
	class_code TEXT DEFAULT '' NOT NULL, 
	condition TEXT, 
	amount NUMERIC NOT NULL, 
	unit TEXT NOT NULL, 
	basis TEXT, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT time_limit_pkey PRIMARY KEY (id), 
	CONSTRAINT time_limit_amount CHECK (amount > 0), 
	CONSTRAINT time_limit_unit CHECK (unit IN ('urgent_hour', 'work_hour', 'work_day', 'urgent_day', 'day')), 
	CONSTRAINT time_limit_code_key UNIQUE (code)
);

CREATE INDEX time_limit_class ON onemap.time_limit (edition, class_code);

CREATE TABLE onemap_history.time_limit (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	edition TEXT, 
	class_code TEXT, 
	condition TEXT, 
	amount NUMERIC, 
	unit TEXT, 
	basis TEXT, 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX time_limit_version ON onemap_history.time_limit (id, valid_from);

CREATE TABLE onemap_history.responsibility (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	edition TEXT, 
	class_code TEXT, 
	area_code TEXT, 
	department_code TEXT, 
	note TEXT, 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX responsibility_version ON onemap_history.responsibility (id, valid_from);

CREATE TABLE onemap.responsibility (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	edition TEXT NOT NULL, 
	class_code TEXT DEFAULT '' NOT NULL, 
	area_code TEXT, 
	department_code TEXT NOT NULL, 
	note TEXT, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT responsibility_pkey PRIMARY KEY (id), 
	CONSTRAINT responsibility_code_key UNIQUE (code), 
	CONSTRAINT responsibility_area_code_fkey FOREIGN KEY(area_code) REFERENCES onemap.area (code) ON UPDATE CASCADE, 
	CONSTRAINT responsibility_department_code_fkey FOREIGN KEY(department_code) REFERENCES onemap.department (code) ON UPDATE CASCADE
);

CREATE INDEX responsibility_class ON onemap.responsibility (edition, class_code);

CREATE TABLE onemap_history.trade_grid (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	kind TEXT, 
	name TEXT, 
	body_code TEXT, 
	geom geometry(MULTIPOLYGON,4490), 
	geom_3857 geometry(MULTIPOLYGON,3857), 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX trade_grid_geom ON onemap_history.trade_grid USING gist (geom);

CREATE INDEX trade_grid_geom_3857 ON onemap_history.trade_grid USING gist (geom_3857);

CREATE INDEX trade_grid_version ON onemap_history.trade_grid (id, valid_from);

CREATE TABLE onemap.trade_grid (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	name TEXT NOT NULL, 
	body_code TEXT, 
	geom geometry(MULTIPOLYGON,4490) NOT NULL, 
	geom_3857 geometry(MULTIPOLYGON,3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT trade_grid_pkey PRIMARY KEY (id), 
	CONSTRAINT trade_grid_kind CHECK (kind IN ('police', 'civil_order', 'emergency', 'city_management')), 
	CONSTRAINT trade_grid_geom_in_range CHECK (geom @ ST_MakeEnvelope(-180, -85.06, 180, 85.06, 4490)), 
	CONSTRAINT trade_grid_geom_valid CHECK (ST_IsValid(geom)), 
	CONSTRAINT trade_grid_code_key UNIQUE (code), 
	CONSTRAINT trade_grid_body_code_fkey FOREIGN KEY(body_code) REFERENCES onemap.department (code) ON UPDATE CASCADE
);

CREATE INDEX trade_grid_body_code_idx ON onemap.trade_grid (body_code);

CREATE INDEX trade_grid_geom ON onemap.trade_grid USING gist (geom);

CREATE INDEX trade_grid_geom_3857 ON onemap.trade_grid USING gist (geom_3857);

CREATE TABLE onemap.grid_succession (
	old_code TEXT NOT NULL, 
	new_code TEXT NOT NULL, 
	op TEXT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	CONSTRAINT grid_succession_pkey PRIMARY KEY (old_code, new_code), 
	CONSTRAINT grid_succession_op CHECK (op IN ('split', 'merge', 'move'))
);

COMMENT ON TABLE onemap.grid_succession IS 'Which unit grids took the place of which; the shapes stand in the layer and its history.';

CREATE TABLE onemap.grid_finding (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	check_name TEXT NOT NULL, 
	grid_kind TEXT NOT NULL, 
	grid_codes TEXT[] NOT NULL, 
	community_code TEXT, 
	amount FLOAT, 
	unit TEXT, 
	severity TEXT NOT NULL, 
	geom geometry(GEOMETRY,4490), 
	geom_3857 geometry(GEOMETRY,3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT grid_finding_pkey PRIMARY KEY (id), 
	CONSTRAINT grid_finding_grid_kind CHECK (grid_kind IN ('unit', 'duty', 'composite', 'police', 'civil_order', 'emergency', 'city_management')), 
	CONSTRAINT grid_finding_unit CHECK (unit IN ('m2', 'm')), 
	CONSTRAINT grid_finding_severity CHECK (severity IN ('error', 'warning')), 
	CONSTRAINT grid_finding_geom_in_range CHECK (geom @ ST_MakeEnvelope(-180, -85.06, 180, 85.06, 4490)), 
	CONSTRAINT grid_finding_geom_valid CHECK (ST_IsValid(geom)), 
	CONSTRAINT grid_finding_code_key UNIQUE (code)
);

CREATE INDEX grid_finding_community_code_idx ON onemap.grid_finding (community_code);

CREATE INDEX grid_finding_geom ON onemap.grid_finding USING gist (geom);

CREATE INDEX grid_finding_geom_3857 ON onemap.grid_finding USING gist (geom_3857);

CREATE TABLE onemap_history.grid_finding (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	check_name TEXT, 
	grid_kind TEXT, 
	grid_codes TEXT[], 
	community_code TEXT, 
	amount FLOAT, 
	unit TEXT, 
	severity TEXT, 
	geom geometry(GEOMETRY,4490), 
	geom_3857 geometry(GEOMETRY,3857), 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX grid_finding_geom ON onemap_history.grid_finding USING gist (geom);

CREATE INDEX grid_finding_geom_3857 ON onemap_history.grid_finding USING gist (geom_3857);

CREATE INDEX grid_finding_version ON onemap_history.grid_finding (id, valid_from);

CREATE FUNCTION onemap.refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'feature_not_supported';
END
$$;

CREATE TRIGGER refuse_rewriting BEFORE UPDATE OR DELETE OR TRUNCATE ON onemap.event_step
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_rewriting();

CREATE TRIGGER refuse_rewriting BEFORE UPDATE OR DELETE OR TRUNCATE ON onemap.event_file
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_rewriting();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.time_limit
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();

CREATE TRIGGER record_insert AFTER INSERT ON onemap.time_limit REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');

CREATE TRIGGER record_update AFTER UPDATE ON onemap.time_limit
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');

CREATE TRIGGER record_delete AFTER DELETE ON onemap.time_limit REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.time_limit
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.responsibility
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();

CREATE TRIGGER record_insert AFTER INSERT ON onemap.responsibility REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');

CREATE TRIGGER record_update AFTER UPDATE ON onemap.responsibility
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');

CREATE TRIGGER record_delete AFTER DELETE ON onemap.responsibility REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.responsibility
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.trade_grid
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();

CREATE TRIGGER record_insert AFTER INSERT ON onemap.trade_grid REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');

CREATE TRIGGER record_update AFTER UPDATE ON onemap.trade_grid
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');

CREATE TRIGGER record_delete AFTER DELETE ON onemap.trade_grid REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.trade_grid
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.grid_finding
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();

CREATE TRIGGER record_insert AFTER INSERT ON onemap.grid_finding REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');

CREATE TRIGGER record_update AFTER UPDATE ON onemap.grid_finding
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');

CREATE TRIGGER record_delete AFTER DELETE ON onemap.grid_finding REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.grid_finding
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();
