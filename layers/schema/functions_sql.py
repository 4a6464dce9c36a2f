"""SQL functions that check identifiers, so that plain SQL is held to the same rules as the API.

The rules are those of `layers.identifiers`; a test compares the two on random input. The text has
no percent sign and no bind marker, so psycopg and SQLAlchemy both run it as it stands. Every
function is strict: NULL in, NULL out. Only qualified names are called, whatever the search path.
"""

from typing import Final

FUNCTIONS: Final = r"""
-- Real day of the years 1800-2099, written YYYYMMDD.
CREATE OR REPLACE FUNCTION onemap.is_calendar_date(day text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $body$
DECLARE
  y integer; m integer; d integer; last_day integer;
BEGIN
  IF day !~ '^(18|19|20)[0-9]{6}$' THEN RETURN false; END IF;
  y := substr(day, 1, 4)::integer;
  m := substr(day, 5, 2)::integer;
  d := substr(day, 7, 2)::integer;
  last_day := CASE
    WHEN m IN (1, 3, 5, 7, 8, 10, 12) THEN 31
    WHEN m IN (4, 6, 9, 11) THEN 30
    WHEN m = 2 AND mod(y, 4) = 0 AND (mod(y, 100) <> 0 OR mod(y, 400) = 0) THEN 29
    WHEN m = 2 THEN 28
    ELSE 0
  END;
  RETURN d BETWEEN 1 AND last_day;
END
$body$;

-- ISO 7064 MOD 11-2 check character of a string of digits; NULL where the text is not one.
CREATE OR REPLACE FUNCTION onemap.iso7064_mod11_2(digits text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $body$
DECLARE
  bytes bytea; rest integer := 0;
BEGIN
  IF digits !~ '^[0-9]+$' THEN RETURN NULL; END IF;
  bytes := digits::bytea;
  FOR i IN 0 .. length(bytes) - 1 LOOP
    rest := mod((rest + get_byte(bytes, i) - 48) * 2, 11);
  END LOOP;
  RETURN substr('10X98765432', rest + 1, 1);
END
$body$;

-- GB 11643: 6 area + 8 birth date + 3 sequence + 1 check character.
CREATE OR REPLACE FUNCTION onemap.is_citizen_id(given text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $body$
BEGIN
  IF given !~ '^[1-9][0-9]{16}[0-9X]$' THEN RETURN false; END IF;
  RETURN onemap.iso7064_mod11_2(left(given, 17)) = right(given, 1)
    AND onemap.is_calendar_date(substr(given, 7, 8));
END
$body$;

-- GB 32100: 1 authority + 1 type + 6 area + 9 organisation code + 1 check; weights 3^i mod 31.
CREATE OR REPLACE FUNCTION onemap.is_credit_code(given text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $body$
DECLARE
  alphabet constant text := '0123456789ABCDEFGHJKLMNPQRTUWXY';
  total integer := 0; weight integer := 1;
BEGIN
  IF given !~ '^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$' THEN RETURN false; END IF;
  FOR i IN 1 .. 18 LOOP
    total := total + weight * (strpos(alphabet, substr(given, i, 1)) - 1);
    weight := CASE WHEN i = 17 THEN 1 ELSE mod(weight * 3, 31) END;
  END LOOP;
  RETURN mod(total, 31) = 0;
END
$body$;

-- Address code of this project: 6 area prefix + 13 serial + 1 ISO 7064 MOD 11-2 check character.
CREATE OR REPLACE FUNCTION onemap.is_address_code(given text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $body$
BEGIN
  IF given !~ '^[0-9]{19}[0-9X]$' THEN RETURN false; END IF;
  RETURN onemap.iso7064_mod11_2(left(given, 19)) = right(given, 1);
END
$body$;

-- The address code of a serial; with the function above it is the layout of codes of an installation.
CREATE OR REPLACE FUNCTION onemap.make_address_code(prefix text, serial bigint) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $body$
DECLARE
  body text := prefix || lpad(serial::text, 13, '0');
BEGIN
  RETURN body || onemap.iso7064_mod11_2(body);
END
$body$;

-- 6 area + class (4 digits in 2007 and 2013, 5 in 2026) + 6 sequence; unknown edition: false.
CREATE OR REPLACE FUNCTION onemap.is_component_id(given text, edition text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $body$
BEGIN
  RETURN CASE edition
    WHEN '2026' THEN given ~ '^[0-9]{17}$'
    WHEN '2013' THEN given ~ '^[0-9]{16}$'
    WHEN '2007' THEN given ~ '^[0-9]{16}$'
    ELSE false
  END;
END
$body$;

-- 6 area + 3 street + 3 community + 3 sequence.
CREATE OR REPLACE FUNCTION onemap.is_unit_grid_code(given text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $body$
BEGIN
  RETURN given ~ '^[0-9]{15}$';
END
$body$;

-- Event number of this project: 6 area + 8 date + 5 sequence.
CREATE OR REPLACE FUNCTION onemap.is_event_number(given text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $body$
BEGIN
  RETURN given ~ '^[0-9]{19}$' AND onemap.is_calendar_date(substr(given, 7, 8));
END
$body$;
"""

DROP_FUNCTIONS: Final = """
DROP FUNCTION IF EXISTS onemap.is_event_number(text);
DROP FUNCTION IF EXISTS onemap.is_unit_grid_code(text);
DROP FUNCTION IF EXISTS onemap.is_component_id(text, text);
DROP FUNCTION IF EXISTS onemap.make_address_code(text, bigint);
DROP FUNCTION IF EXISTS onemap.is_address_code(text);
DROP FUNCTION IF EXISTS onemap.is_credit_code(text);
DROP FUNCTION IF EXISTS onemap.is_citizen_id(text);
DROP FUNCTION IF EXISTS onemap.iso7064_mod11_2(text);
DROP FUNCTION IF EXISTS onemap.is_calendar_date(text);
"""
