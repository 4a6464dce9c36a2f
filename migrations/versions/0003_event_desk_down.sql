DROP TABLE onemap.grid_finding;

DROP TABLE onemap_history.grid_finding;

DROP TABLE onemap.grid_succession;

DROP TABLE onemap.trade_grid;

DROP TABLE onemap_history.trade_grid;

DROP TABLE onemap.responsibility;

DROP TABLE onemap_history.responsibility;

DROP TABLE onemap.time_limit;

DROP TABLE onemap_history.time_limit;

DROP TABLE onemap.event_file;

DROP TRIGGER refuse_rewriting ON onemap.event_step;
DROP FUNCTION onemap.refuse_rewriting();
DROP INDEX onemap.event_step_version;
DROP INDEX onemap.event_step_told;
ALTER TABLE onemap.event_step
  DROP CONSTRAINT event_step_state_fkey,
  DROP COLUMN version, DROP COLUMN from_state, DROP COLUMN post, DROP COLUMN department_code, DROP COLUMN facts;

-- A state that there was none of before becomes the one that came before it.
ALTER TABLE onemap.event DISABLE TRIGGER USER;
UPDATE onemap.event SET state = earlier.state FROM (VALUES
  ('verifying', 'reported'), ('handling', 'dispatched'), ('suspended', 'dispatched'), ('checking', 'handled'),
  ('withdrawn', 'rejected')
) AS earlier (was, state) WHERE event.state = earlier.was;
ALTER TABLE onemap.event ENABLE TRIGGER USER;
UPDATE onemap.event_step SET state = earlier.state FROM (VALUES
  ('verifying', 'reported'), ('handling', 'dispatched'), ('suspended', 'dispatched'), ('checking', 'handled'),
  ('withdrawn', 'rejected')
) AS earlier (was, state) WHERE event_step.state = earlier.was;

DROP STATISTICS onemap.event_state_open;
DROP INDEX onemap.event_department;
DROP INDEX onemap.event_alike;
DROP INDEX onemap.event_deadline;
DROP INDEX onemap.event_state_deadline;
DROP INDEX onemap.event_open;
DROP INDEX onemap.event_open_department;
DROP INDEX onemap.event_open_street;
DROP INDEX onemap.event_open_community;
CREATE INDEX event_department_code_idx ON onemap.event (department_code);

ALTER TABLE onemap.event DROP CONSTRAINT event_state_fkey,
  DROP COLUMN version,
  DROP COLUMN collector_code,
  DROP COLUMN composite_grid_code,
  DROP COLUMN component_code,
  DROP COLUMN condition,
  DROP COLUMN limit_amount,
  DROP COLUMN limit_unit,
  DROP COLUMN clock_from,
  DROP COLUMN suspended_at,
  DROP COLUMN resume_state,
  DROP COLUMN filed_at,
  DROP COLUMN dispatched_at,
  DROP COLUMN handled_at,
  DROP COLUMN checked_at,
  DROP COLUMN returns,
  DROP COLUMN reworks,
  DROP COLUMN forced,
  DROP COLUMN duplicate_of,
  DROP COLUMN placed_from,
  DROP COLUMN place_gap_m,
  DROP COLUMN assigned_by;

ALTER TABLE onemap_history.event
  DROP COLUMN version,
  DROP COLUMN collector_code,
  DROP COLUMN composite_grid_code,
  DROP COLUMN component_code,
  DROP COLUMN condition,
  DROP COLUMN limit_amount,
  DROP COLUMN limit_unit,
  DROP COLUMN clock_from,
  DROP COLUMN suspended_at,
  DROP COLUMN resume_state,
  DROP COLUMN filed_at,
  DROP COLUMN dispatched_at,
  DROP COLUMN handled_at,
  DROP COLUMN checked_at,
  DROP COLUMN returns,
  DROP COLUMN reworks,
  DROP COLUMN forced,
  DROP COLUMN duplicate_of,
  DROP COLUMN placed_from,
  DROP COLUMN place_gap_m,
  DROP COLUMN assigned_by;

ALTER TABLE onemap.event ADD CONSTRAINT event_state CHECK (state IN ('reported', 'filed', 'dispatched', 'handled', 'checked', 'closed', 'rejected'));

ALTER TABLE onemap.event_step ADD CONSTRAINT event_step_state CHECK (state IN ('reported', 'filed', 'dispatched', 'handled', 'checked', 'closed', 'rejected'));

CREATE INDEX event_step_event_code_idx ON onemap.event_step (event_code);

DROP TABLE onemap.event_state;
