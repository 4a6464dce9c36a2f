DELETE FROM onemap.raster WHERE sensitivity = 'internal';
DELETE FROM onemap_history.raster WHERE sensitivity = 'internal';

ALTER TABLE onemap.raster
  DROP COLUMN version, DROP COLUMN sensitivity, DROP COLUMN statistics, DROP COLUMN digest;
ALTER TABLE onemap_history.raster
  DROP COLUMN version, DROP COLUMN sensitivity, DROP COLUMN statistics, DROP COLUMN digest;
