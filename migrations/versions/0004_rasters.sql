ALTER TABLE onemap.raster
  ADD COLUMN version INTEGER DEFAULT 1 NOT NULL,
  ADD COLUMN sensitivity TEXT DEFAULT 'open' NOT NULL,
  ADD COLUMN statistics JSONB,
  ADD COLUMN digest TEXT,
  ADD CONSTRAINT raster_sensitivity CHECK (sensitivity IN ('open', 'internal'));

-- What was there before was open, and of a first version.
ALTER TABLE onemap_history.raster
  ADD COLUMN version INTEGER DEFAULT 1,
  ADD COLUMN sensitivity TEXT DEFAULT 'open',
  ADD COLUMN statistics JSONB,
  ADD COLUMN digest TEXT;
ALTER TABLE onemap_history.raster
  ALTER COLUMN version DROP DEFAULT,
  ALTER COLUMN sensitivity DROP DEFAULT;
