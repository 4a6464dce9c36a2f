CREATE SCHEMA IF NOT EXISTS onemap;

CREATE SCHEMA onemap_history;

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

-- Comparison form of a text; see layers/schema/search_key.py, which has the same in Python.
CREATE FUNCTION onemap.search_tens(folded text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $body$
SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(folded, '([1-9])十([1-9])', '\1\2', 'g'), '([1-9])十', '\10', 'g'), '十([1-9])', '1\1', 'g'), '十', '10', 'g'), '([1-9])百([0-9]{2})', '\1\2', 'g'), '([1-9])百([1-9])', '\1\20', 'g'), '([1-9])百', '\100', 'g')
$body$;

CREATE FUNCTION onemap.search_key(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $body$
SELECT CASE WHEN given ~ '[十百⼗]' THEN onemap.search_tens(replace(replace(replace(replace(replace(translate(upper(normalize(given, NFKC) COLLATE "C"), E'1234567890號路巷段樓弄号街栋单元室层楼東北南西大中〇零一二三四五六七八九两臺號樓層棟幢座單門衖區縣鎮鄉鄰裡裏園廣國華橋長寧陽馬車灣龍興義愛學業會廠場莊溝漢雙倉黃濱漁豐榮復藝眾衛聯萬寶貴慶環鐵錦嶺島嶼峽蘭蓮葉樂機關麗麥烏鳳魚鳥開頭頂順飛驛齊醫發歷後蘆蘇節經紅綠線總舊與衝記貿賓軍農達遠連運鄭銀鋼鐘陳陸際雲電靜風館體點之‐–—―−~/#⺟⺠⻁⻄⻅⻆⻉⻋⻑⻒⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳ \u0009\u000a\u000d\u000b\u000c.,:;!?''"`()[]{}<>\\|_*&@+=^$%、。·・…「」『』【】《》〈〉“”‘’\u200b\ufeff', '1234567890号路巷段楼弄号街栋单元室层楼东北南西大中001234567892台号楼层栋栋栋单门弄区县镇乡邻里里园广国华桥长宁阳马车湾龙兴义爱学业会厂场庄沟汉双仓黄滨渔丰荣复艺众卫联万宝贵庆环铁锦岭岛屿峡兰莲叶乐机关丽麦乌凤鱼鸟开头顶顺飞驿齐医发历后芦苏节经红绿线总旧与冲记贸宾军农达远连运郑银钢钟陈陆际云电静风馆体点--------号母民虎西见角贝车长长长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟'), '号楼', '栋'), '楼', '层'), '号房', '室'), '房', '室'), '户', '室')) ELSE replace(replace(replace(replace(replace(translate(upper(normalize(given, NFKC) COLLATE "C"), E'1234567890號路巷段樓弄号街栋单元室层楼東北南西大中〇零一二三四五六七八九两臺號樓層棟幢座單門衖區縣鎮鄉鄰裡裏園廣國華橋長寧陽馬車灣龍興義愛學業會廠場莊溝漢雙倉黃濱漁豐榮復藝眾衛聯萬寶貴慶環鐵錦嶺島嶼峽蘭蓮葉樂機關麗麥烏鳳魚鳥開頭頂順飛驛齊醫發歷後蘆蘇節經紅綠線總舊與衝記貿賓軍農達遠連運鄭銀鋼鐘陳陸際雲電靜風館體點之‐–—―−~/#⺟⺠⻁⻄⻅⻆⻉⻋⻑⻒⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳ \u0009\u000a\u000d\u000b\u000c.,:;!?''"`()[]{}<>\\|_*&@+=^$%、。·・…「」『』【】《》〈〉“”‘’\u200b\ufeff', '1234567890号路巷段楼弄号街栋单元室层楼东北南西大中001234567892台号楼层栋栋栋单门弄区县镇乡邻里里园广国华桥长宁阳马车湾龙兴义爱学业会厂场庄沟汉双仓黄滨渔丰荣复艺众卫联万宝贵庆环铁锦岭岛屿峡兰莲叶乐机关丽麦乌凤鱼鸟开头顶顺飞驿齐医发历后芦苏节经红绿线总旧与冲记贸宾军农达远连运郑银钢钟陈陆际云电静风馆体点--------号母民虎西见角贝车长长长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟'), '号楼', '栋'), '楼', '层'), '号房', '室'), '房', '室'), '户', '室') END
$body$;

-- Comparison form of an area's name without the word for its kind; NULL where that leaves too little.
CREATE FUNCTION onemap.area_short_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $body$
SELECT CASE WHEN length(short) >= 2 THEN short END
FROM (SELECT regexp_replace(onemap.search_key(name), '(街道办事处|街道|社区居委会|居委会|村委会|社区|特别行政区|自治区|自治州|自治县|省|市|区|县|镇|乡|村|里)$', '') AS short) AS cut
$body$;

CREATE TABLE onemap.area_level (
	scheme TEXT NOT NULL, 
	level TEXT NOT NULL, 
	digits INTEGER NOT NULL, 
	CONSTRAINT area_level_pkey PRIMARY KEY (scheme, level, digits), 
	CONSTRAINT area_level_level CHECK (level IN ('province', 'city', 'district', 'street', 'community'))
);

COMMENT ON TABLE onemap.area_level IS 'How many digits a code has at each level of a scheme; `cn` is GB/T 2260 and its extensions.';

CREATE TABLE onemap.camera (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	kind TEXT, 
	heading FLOAT, 
	state TEXT, 
	community_code TEXT, 
	geom geometry(POINT,4490) NOT NULL, 
	geom_3857 geometry(POINT,3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT camera_pkey PRIMARY KEY (id), 
	CONSTRAINT camera_geom_in_range CHECK (geom @ ST_MakeEnvelope(-180, -85.06, 180, 85.06, 4490)), 
	CONSTRAINT camera_geom_valid CHECK (ST_IsValid(geom)), 
	CONSTRAINT camera_code_key UNIQUE (code)
);

CREATE INDEX camera_geom ON onemap.camera USING gist (geom);

CREATE INDEX camera_geom_3857 ON onemap.camera USING gist (geom_3857);

CREATE TABLE onemap.change_log (
	n BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	seq BIGINT, 
	layer TEXT NOT NULL, 
	op TEXT NOT NULL, 
	ids BIGINT[] NOT NULL, 
	old_extent FLOAT[], 
	new_extent FLOAT[], 
	actor TEXT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	CONSTRAINT change_log_pkey PRIMARY KEY (n), 
	CONSTRAINT change_log_op CHECK (op IN ('insert', 'update', 'delete')), 
	CONSTRAINT change_log_seq_key UNIQUE (seq)
);

COMMENT ON TABLE onemap.change_log IS 'What changed, in the order of commit; extents are west, south, east, north in EPSG:4490.';

CREATE TABLE onemap.class_code (
	kind TEXT NOT NULL, 
	edition TEXT NOT NULL, 
	code TEXT NOT NULL, 
	major TEXT, 
	name TEXT NOT NULL, 
	standard TEXT, 
	confidence TEXT, 
	CONSTRAINT class_code_pkey PRIMARY KEY (kind, edition, code), 
	CONSTRAINT class_code_kind CHECK (kind IN ('component', 'event'))
);

COMMENT ON TABLE onemap.class_code IS 'Class catalogues by edition; the kind is part of the key, 01001 being a component and a matter.';

CREATE TABLE onemap.department (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	kind TEXT, 
	credit_code TEXT, 
	parent_code TEXT, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT department_pkey PRIMARY KEY (id), 
	CONSTRAINT department_credit_code CHECK (onemap.is_credit_code(credit_code)), 
	CONSTRAINT department_code_key UNIQUE (code), 
	CONSTRAINT department_parent_code_fkey FOREIGN KEY(parent_code) REFERENCES onemap.department (code) ON UPDATE CASCADE
);

CREATE INDEX department_parent_code_idx ON onemap.department (parent_code);

CREATE TABLE onemap.event_counter (
	area TEXT NOT NULL, 
	day DATE NOT NULL, 
	last INTEGER NOT NULL, 
	CONSTRAINT event_counter_pkey PRIMARY KEY (area, day), 
	CONSTRAINT event_counter_last CHECK (last BETWEEN 1 AND 99999)
);

COMMENT ON TABLE onemap.event_counter IS 'The last sequence given to an event of an area and a day; its row is locked to take the next.';

CREATE TABLE onemap.green (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	name TEXT, 
	kind TEXT, 
	geom geometry(MULTIPOLYGON,4490) NOT NULL, 
	geom_3857 geometry(MULTIPOLYGON,3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT green_pkey PRIMARY KEY (id), 
	CONSTRAINT green_geom_in_range CHECK (geom @ ST_MakeEnvelope(-180, -85.06, 180, 85.06, 4490)), 
	CONSTRAINT green_geom_valid CHECK (ST_IsValid(geom)), 
	CONSTRAINT green_code_key UNIQUE (code)
);

CREATE INDEX green_geom ON onemap.green USING gist (geom);

CREATE INDEX green_geom_3857 ON onemap.green USING gist (geom_3857);

CREATE TABLE onemap.import_run (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	dataset TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	started_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	finished_at TIMESTAMP WITH TIME ZONE, 
	report JSONB, 
	CONSTRAINT import_run_pkey PRIMARY KEY (id)
);

COMMENT ON TABLE onemap.import_run IS 'One run of an import; `report` counts rows read, written, repaired and refused a file.';

CREATE TABLE onemap.poi (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	address_text TEXT, 
	geom geometry(POINT,4490) NOT NULL, 
	geom_3857 geometry(POINT,3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT poi_pkey PRIMARY KEY (id), 
	CONSTRAINT poi_geom_in_range CHECK (geom @ ST_MakeEnvelope(-180, -85.06, 180, 85.06, 4490)), 
	CONSTRAINT poi_geom_valid CHECK (ST_IsValid(geom)), 
	CONSTRAINT poi_code_key UNIQUE (code)
);

CREATE INDEX poi_geom ON onemap.poi USING gist (geom);

CREATE INDEX poi_geom_3857 ON onemap.poi USING gist (geom_3857);

CREATE TABLE onemap.raster (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	title TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	path TEXT NOT NULL, 
	unit TEXT, 
	bands INTEGER NOT NULL, 
	resolution_m FLOAT, 
	geom geometry(MULTIPOLYGON,4490) NOT NULL, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT raster_pkey PRIMARY KEY (id), 
	CONSTRAINT raster_bands CHECK (bands > 0), 
	CONSTRAINT raster_geom_in_range CHECK (geom @ ST_MakeEnvelope(-180, -85.06, 180, 85.06, 4490)), 
	CONSTRAINT raster_geom_valid CHECK (ST_IsValid(geom)), 
	CONSTRAINT raster_code_key UNIQUE (code)
);

CREATE INDEX raster_geom ON onemap.raster USING gist (geom);

CREATE TABLE onemap.road (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	name TEXT, 
	road_code TEXT, 
	class TEXT NOT NULL, 
	width_m FLOAT, 
	geom geometry(MULTILINESTRING,4490) NOT NULL, 
	geom_3857 geometry(MULTILINESTRING,3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT road_pkey PRIMARY KEY (id), 
	CONSTRAINT road_class CHECK (class IN ('motorway', 'trunk', 'primary', 'secondary', 'tertiary', 'residential', 'service', 'path')), 
	CONSTRAINT road_geom_in_range CHECK (geom @ ST_MakeEnvelope(-180, -85.06, 180, 85.06, 4490)), 
	CONSTRAINT road_geom_valid CHECK (ST_IsValid(geom)), 
	CONSTRAINT road_code_key UNIQUE (code)
);

CREATE INDEX road_geom ON onemap.road USING gist (geom);

CREATE INDEX road_geom_3857 ON onemap.road USING gist (geom_3857);

CREATE INDEX road_road_code_idx ON onemap.road (road_code);

CREATE TABLE onemap.sensor (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	state TEXT, 
	community_code TEXT, 
	geom geometry(POINT,4490) NOT NULL, 
	geom_3857 geometry(POINT,3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT sensor_pkey PRIMARY KEY (id), 
	CONSTRAINT sensor_geom_in_range CHECK (geom @ ST_MakeEnvelope(-180, -85.06, 180, 85.06, 4490)), 
	CONSTRAINT sensor_geom_valid CHECK (ST_IsValid(geom)), 
	CONSTRAINT sensor_code_key UNIQUE (code)
);

CREATE INDEX sensor_geom ON onemap.sensor USING gist (geom);

CREATE INDEX sensor_geom_3857 ON onemap.sensor USING gist (geom_3857);

CREATE TABLE onemap.source_model (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	title TEXT NOT NULL, 
	format TEXT NOT NULL, 
	file_name TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	crs TEXT, 
	georeference TEXT, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT source_model_pkey PRIMARY KEY (id), 
	CONSTRAINT source_model_format CHECK (format IN ('ifc', 'cityjson', 'cityjsonseq', 'citygml')), 
	CONSTRAINT source_model_code_key UNIQUE (code)
);

CREATE TABLE onemap.water (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	name TEXT, 
	kind TEXT, 
	geom geometry(MULTIPOLYGON,4490) NOT NULL, 
	geom_3857 geometry(MULTIPOLYGON,3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT water_pkey PRIMARY KEY (id), 
	CONSTRAINT water_geom_in_range CHECK (geom @ ST_MakeEnvelope(-180, -85.06, 180, 85.06, 4490)), 
	CONSTRAINT water_geom_valid CHECK (ST_IsValid(geom)), 
	CONSTRAINT water_code_key UNIQUE (code)
);

CREATE INDEX water_geom ON onemap.water USING gist (geom);

CREATE INDEX water_geom_3857 ON onemap.water USING gist (geom_3857);

CREATE TABLE onemap_history.address (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	level TEXT, 
	parent_code TEXT, 
	area_code TEXT, 
	name TEXT, 
	local_text TEXT, 
	search_text TEXT, 
	full_text TEXT, 
	state TEXT, 
	merged_into TEXT, 
	accuracy TEXT, 
	geom geometry(POINT,4490), 
	geom_3857 geometry(POINT,3857), 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX address_geom ON onemap_history.address USING gist (geom);

CREATE INDEX address_geom_3857 ON onemap_history.address USING gist (geom_3857);

CREATE INDEX address_version ON onemap_history.address (id, valid_from);

CREATE TABLE onemap_history.address_alias (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	address_code TEXT, 
	text TEXT, 
	local_text TEXT, 
	search_text TEXT, 
	kind TEXT, 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX address_alias_version ON onemap_history.address_alias (id, valid_from);

CREATE TABLE onemap_history.area (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	scheme TEXT, 
	level TEXT, 
	code TEXT, 
	digits INTEGER, 
	name TEXT, 
	search_name TEXT, 
	search_short TEXT, 
	parent_code TEXT, 
	full_name TEXT, 
	geom geometry(MULTIPOLYGON,4490), 
	geom_3857 geometry(MULTIPOLYGON,3857), 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX area_geom ON onemap_history.area USING gist (geom);

CREATE INDEX area_geom_3857 ON onemap_history.area USING gist (geom_3857);

CREATE INDEX area_version ON onemap_history.area (id, valid_from);

CREATE TABLE onemap_history.building (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	name TEXT, 
	address_code TEXT, 
	model_code TEXT, 
	model_guid TEXT, 
	use TEXT, 
	base_height FLOAT, 
	height FLOAT, 
	storeys_above INTEGER, 
	storeys_below INTEGER, 
	year_built INTEGER, 
	area_measured FLOAT, 
	area_declared FLOAT, 
	cim_level INTEGER, 
	geom geometry(MULTIPOLYGON,4490), 
	geom_3857 geometry(MULTIPOLYGON,3857), 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX building_geom ON onemap_history.building USING gist (geom);

CREATE INDEX building_geom_3857 ON onemap_history.building USING gist (geom_3857);

CREATE INDEX building_version ON onemap_history.building (id, valid_from);

CREATE TABLE onemap_history.building_unit (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	building_code TEXT, 
	name TEXT, 
	address_code TEXT, 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX building_unit_version ON onemap_history.building_unit (id, valid_from);

CREATE TABLE onemap_history.camera (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	name TEXT, 
	kind TEXT, 
	heading FLOAT, 
	state TEXT, 
	community_code TEXT, 
	geom geometry(POINT,4490), 
	geom_3857 geometry(POINT,3857), 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX camera_geom ON onemap_history.camera USING gist (geom);

CREATE INDEX camera_geom_3857 ON onemap_history.camera USING gist (geom_3857);

CREATE INDEX camera_version ON onemap_history.camera (id, valid_from);

CREATE TABLE onemap_history.component (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	class_kind TEXT, 
	edition TEXT, 
	class_code TEXT, 
	name TEXT, 
	department_code TEXT, 
	owner_code TEXT, 
	maintainer_code TEXT, 
	unit_grid_code TEXT, 
	state TEXT, 
	initial_date DATE, 
	change_date DATE, 
	data_source TEXT, 
	note TEXT, 
	district_code TEXT, 
	street_code TEXT, 
	community_code TEXT, 
	accuracy TEXT, 
	attributes JSONB, 
	source_key TEXT, 
	geom geometry(GEOMETRY,4490), 
	geom_3857 geometry(GEOMETRY,3857), 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX component_geom ON onemap_history.component USING gist (geom);

CREATE INDEX component_geom_3857 ON onemap_history.component USING gist (geom_3857);

CREATE INDEX component_version ON onemap_history.component (id, valid_from);

CREATE TABLE onemap_history.composite_grid (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	name TEXT, 
	community_code TEXT, 
	body_code TEXT, 
	geom geometry(MULTIPOLYGON,4490), 
	geom_3857 geometry(MULTIPOLYGON,3857), 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX composite_grid_geom ON onemap_history.composite_grid USING gist (geom);

CREATE INDEX composite_grid_geom_3857 ON onemap_history.composite_grid USING gist (geom_3857);

CREATE INDEX composite_grid_version ON onemap_history.composite_grid (id, valid_from);

CREATE TABLE onemap_history.department (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	name TEXT, 
	kind TEXT, 
	credit_code TEXT, 
	parent_code TEXT, 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX department_version ON onemap_history.department (id, valid_from);

CREATE TABLE onemap_history.duty_grid (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	name TEXT, 
	street_code TEXT, 
	community_code TEXT, 
	body_code TEXT, 
	geom geometry(MULTIPOLYGON,4490), 
	geom_3857 geometry(MULTIPOLYGON,3857), 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX duty_grid_geom ON onemap_history.duty_grid USING gist (geom);

CREATE INDEX duty_grid_geom_3857 ON onemap_history.duty_grid USING gist (geom_3857);

CREATE INDEX duty_grid_version ON onemap_history.duty_grid (id, valid_from);

CREATE TABLE onemap_history.event (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	class_kind TEXT, 
	edition TEXT, 
	class_code TEXT, 
	description TEXT, 
	reported_by TEXT, 
	reported_at TIMESTAMP WITH TIME ZONE, 
	state TEXT, 
	urgent BOOLEAN, 
	supervised BOOLEAN, 
	address_text TEXT, 
	address_code TEXT, 
	district_code TEXT, 
	street_code TEXT, 
	community_code TEXT, 
	unit_grid_code TEXT, 
	duty_grid_code TEXT, 
	department_code TEXT, 
	deadline TIMESTAMP WITH TIME ZONE, 
	closed_at TIMESTAMP WITH TIME ZONE, 
	source_key TEXT, 
	geom geometry(POINT,4490), 
	geom_3857 geometry(POINT,3857), 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX event_geom ON onemap_history.event USING gist (geom);

CREATE INDEX event_geom_3857 ON onemap_history.event USING gist (geom_3857);

CREATE INDEX event_version ON onemap_history.event (id, valid_from);

CREATE TABLE onemap_history.green (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	name TEXT, 
	kind TEXT, 
	geom geometry(MULTIPOLYGON,4490), 
	geom_3857 geometry(MULTIPOLYGON,3857), 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX green_geom ON onemap_history.green USING gist (geom);

CREATE INDEX green_geom_3857 ON onemap_history.green USING gist (geom_3857);

CREATE INDEX green_version ON onemap_history.green (id, valid_from);

CREATE TABLE onemap_history.grid_duty (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	worker_code TEXT, 
	grid_kind TEXT, 
	grid_code TEXT, 
	role TEXT, 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX grid_duty_version ON onemap_history.grid_duty (id, valid_from);

CREATE TABLE onemap_history.grid_worker (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	name TEXT, 
	phone TEXT, 
	body_code TEXT, 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX grid_worker_version ON onemap_history.grid_worker (id, valid_from);

CREATE TABLE onemap_history.house (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	address_code TEXT, 
	building_code TEXT, 
	room_code TEXT, 
	use TEXT, 
	structure TEXT, 
	area_m2 FLOAT, 
	owner_kind TEXT, 
	rental BOOLEAN, 
	hazard_level TEXT, 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX house_version ON onemap_history.house (id, valid_from);

CREATE TABLE onemap_history.organisation (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	name TEXT, 
	credit_code TEXT, 
	kind TEXT, 
	industry TEXT, 
	legal_representative TEXT, 
	address_code TEXT, 
	staff_count INTEGER, 
	state TEXT, 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX organisation_version ON onemap_history.organisation (id, valid_from);

CREATE TABLE onemap_history.person (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	name TEXT, 
	sex TEXT, 
	birth_date DATE, 
	id_type TEXT, 
	id_number TEXT, 
	address_code TEXT, 
	household_area TEXT, 
	residence_kind TEXT, 
	relation TEXT, 
	phone TEXT, 
	education TEXT, 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX person_version ON onemap_history.person (id, valid_from);

CREATE TABLE onemap_history.poi (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	name TEXT, 
	kind TEXT, 
	address_text TEXT, 
	geom geometry(POINT,4490), 
	geom_3857 geometry(POINT,3857), 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX poi_geom ON onemap_history.poi USING gist (geom);

CREATE INDEX poi_geom_3857 ON onemap_history.poi USING gist (geom_3857);

CREATE INDEX poi_version ON onemap_history.poi (id, valid_from);

CREATE TABLE onemap_history.raster (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	title TEXT, 
	kind TEXT, 
	path TEXT, 
	unit TEXT, 
	bands INTEGER, 
	resolution_m FLOAT, 
	geom geometry(MULTIPOLYGON,4490), 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX raster_geom ON onemap_history.raster USING gist (geom);

CREATE INDEX raster_version ON onemap_history.raster (id, valid_from);

CREATE TABLE onemap_history.road (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	name TEXT, 
	road_code TEXT, 
	class TEXT, 
	width_m FLOAT, 
	geom geometry(MULTILINESTRING,4490), 
	geom_3857 geometry(MULTILINESTRING,3857), 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX road_geom ON onemap_history.road USING gist (geom);

CREATE INDEX road_geom_3857 ON onemap_history.road USING gist (geom_3857);

CREATE INDEX road_version ON onemap_history.road (id, valid_from);

CREATE TABLE onemap_history.room (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	storey_code TEXT, 
	unit_code TEXT, 
	address_code TEXT, 
	number TEXT, 
	name TEXT, 
	use TEXT, 
	area_measured FLOAT, 
	area_declared FLOAT, 
	model_guid TEXT, 
	geom geometry(MULTIPOLYGON,4490), 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX room_geom ON onemap_history.room USING gist (geom);

CREATE INDEX room_version ON onemap_history.room (id, valid_from);

CREATE TABLE onemap_history.sensor (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	name TEXT, 
	kind TEXT, 
	unit TEXT, 
	state TEXT, 
	community_code TEXT, 
	geom geometry(POINT,4490), 
	geom_3857 geometry(POINT,3857), 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX sensor_geom ON onemap_history.sensor USING gist (geom);

CREATE INDEX sensor_geom_3857 ON onemap_history.sensor USING gist (geom_3857);

CREATE INDEX sensor_version ON onemap_history.sensor (id, valid_from);

CREATE TABLE onemap_history.source_model (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	title TEXT, 
	format TEXT, 
	file_name TEXT, 
	sha256 TEXT, 
	crs TEXT, 
	georeference TEXT, 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX source_model_version ON onemap_history.source_model (id, valid_from);

CREATE TABLE onemap_history.storey (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	building_code TEXT, 
	number INTEGER, 
	label TEXT, 
	address_code TEXT, 
	base_height FLOAT, 
	height FLOAT, 
	model_guid TEXT, 
	derived BOOLEAN, 
	geom geometry(MULTIPOLYGON,4490), 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX storey_geom ON onemap_history.storey USING gist (geom);

CREATE INDEX storey_version ON onemap_history.storey (id, valid_from);

CREATE TABLE onemap_history.unit_grid (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	name TEXT, 
	community_code TEXT, 
	duty_grid_code TEXT, 
	composite_grid_code TEXT, 
	land_use TEXT, 
	area_m2 FLOAT, 
	initial_date DATE, 
	change_date DATE, 
	note TEXT, 
	geom geometry(MULTIPOLYGON,4490), 
	geom_3857 geometry(MULTIPOLYGON,3857), 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX unit_grid_geom ON onemap_history.unit_grid USING gist (geom);

CREATE INDEX unit_grid_geom_3857 ON onemap_history.unit_grid USING gist (geom_3857);

CREATE INDEX unit_grid_version ON onemap_history.unit_grid (id, valid_from);

CREATE TABLE onemap_history.water (
	valid_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	id BIGINT, 
	code TEXT, 
	name TEXT, 
	kind TEXT, 
	geom geometry(MULTIPOLYGON,4490), 
	geom_3857 geometry(MULTIPOLYGON,3857), 
	valid_from TIMESTAMP WITH TIME ZONE, 
	source TEXT, 
	import_id BIGINT
);

CREATE INDEX water_geom ON onemap_history.water USING gist (geom);

CREATE INDEX water_geom_3857 ON onemap_history.water USING gist (geom_3857);

CREATE INDEX water_version ON onemap_history.water (id, valid_from);

CREATE TABLE onemap.area (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	scheme TEXT NOT NULL, 
	level TEXT NOT NULL, 
	code TEXT NOT NULL, 
	digits INTEGER GENERATED ALWAYS AS (length(code)) STORED, 
	name TEXT NOT NULL, 
	search_name TEXT GENERATED ALWAYS AS (onemap.search_key(CASE WHEN level = 'city' AND parent_code IS NULL THEN full_name ELSE name END)) STORED, 
	search_short TEXT GENERATED ALWAYS AS (onemap.area_short_key(CASE WHEN level = 'city' AND parent_code IS NULL THEN full_name ELSE name END)) STORED, 
	parent_code TEXT, 
	full_name TEXT NOT NULL, 
	geom geometry(MULTIPOLYGON,4490), 
	geom_3857 geometry(MULTIPOLYGON,3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT area_pkey PRIMARY KEY (id), 
	CONSTRAINT area_code CHECK (code ~ '^[0-9]+$'), 
	CONSTRAINT area_code_fits_scheme FOREIGN KEY(scheme, level, digits) REFERENCES onemap.area_level (scheme, level, digits), 
	CONSTRAINT area_geom_in_range CHECK (geom @ ST_MakeEnvelope(-180, -85.06, 180, 85.06, 4490)), 
	CONSTRAINT area_geom_valid CHECK (ST_IsValid(geom)), 
	CONSTRAINT area_code_key UNIQUE (code), 
	CONSTRAINT area_parent_code_fkey FOREIGN KEY(parent_code) REFERENCES onemap.area (code) ON UPDATE CASCADE
);

CREATE INDEX area_geom ON onemap.area USING gist (geom);

CREATE INDEX area_geom_3857 ON onemap.area USING gist (geom_3857);

CREATE INDEX area_level_idx ON onemap.area (level);

CREATE INDEX area_parent_code_idx ON onemap.area (parent_code);

CREATE INDEX area_search_name_idx ON onemap.area (search_name);

CREATE INDEX area_search_short_idx ON onemap.area (search_short);

CREATE TABLE onemap.component (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	class_kind TEXT GENERATED ALWAYS AS ('component') STORED, 
	edition TEXT NOT NULL, 
	class_code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	department_code TEXT, 
	owner_code TEXT, 
	maintainer_code TEXT, 
	unit_grid_code TEXT, 
	state TEXT DEFAULT 'intact' NOT NULL, 
	initial_date DATE, 
	change_date DATE, 
	data_source TEXT, 
	note TEXT, 
	district_code TEXT, 
	street_code TEXT, 
	community_code TEXT, 
	accuracy TEXT, 
	attributes JSONB, 
	source_key TEXT, 
	geom geometry(GEOMETRY,4490) NOT NULL, 
	geom_3857 geometry(GEOMETRY,3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT component_pkey PRIMARY KEY (id), 
	CONSTRAINT component_class_kind_edition_class_code_fkey FOREIGN KEY(class_kind, edition, class_code) REFERENCES onemap.class_code (kind, edition, code), 
	CONSTRAINT component_code CHECK (onemap.is_component_id(code, edition)), 
	CONSTRAINT component_accuracy CHECK (accuracy IN ('A', 'B', 'C')), 
	CONSTRAINT component_state CHECK (state IN ('intact', 'damaged', 'lost', 'abandoned', 'removed')), 
	CONSTRAINT component_geom_in_range CHECK (geom @ ST_MakeEnvelope(-180, -85.06, 180, 85.06, 4490)), 
	CONSTRAINT component_geom_valid CHECK (ST_IsValid(geom)), 
	CONSTRAINT component_code_key UNIQUE (code), 
	CONSTRAINT component_department_code_fkey FOREIGN KEY(department_code) REFERENCES onemap.department (code) ON UPDATE CASCADE, 
	CONSTRAINT component_owner_code_fkey FOREIGN KEY(owner_code) REFERENCES onemap.department (code) ON UPDATE CASCADE, 
	CONSTRAINT component_maintainer_code_fkey FOREIGN KEY(maintainer_code) REFERENCES onemap.department (code) ON UPDATE CASCADE
);

CREATE INDEX component_class ON onemap.component (class_code, edition);

CREATE INDEX component_community_code_idx ON onemap.component (community_code);

CREATE INDEX component_department_code_idx ON onemap.component (department_code);

CREATE INDEX component_geom ON onemap.component USING gist (geom);

CREATE INDEX component_geom_3857 ON onemap.component USING gist (geom_3857);

CREATE INDEX component_maintainer_code_idx ON onemap.component (maintainer_code);

CREATE INDEX component_owner_code_idx ON onemap.component (owner_code);

CREATE UNIQUE INDEX component_source_key ON onemap.component (source, source_key);

CREATE INDEX component_street_class ON onemap.component (street_code, edition, class_code);

CREATE INDEX component_unit_grid_code_idx ON onemap.component (unit_grid_code);

CREATE TABLE onemap.event (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	class_kind TEXT GENERATED ALWAYS AS ('event') STORED, 
	edition TEXT NOT NULL, 
	class_code TEXT NOT NULL, 
	description TEXT, 
	reported_by TEXT NOT NULL, 
	reported_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	state TEXT DEFAULT 'reported' NOT NULL, 
	urgent BOOLEAN DEFAULT false NOT NULL, 
	supervised BOOLEAN DEFAULT false NOT NULL, 
	address_text TEXT, 
	address_code TEXT, 
	district_code TEXT, 
	street_code TEXT, 
	community_code TEXT, 
	unit_grid_code TEXT, 
	duty_grid_code TEXT, 
	department_code TEXT, 
	deadline TIMESTAMP WITH TIME ZONE, 
	closed_at TIMESTAMP WITH TIME ZONE, 
	source_key TEXT, 
	geom geometry(POINT,4490), 
	geom_3857 geometry(POINT,3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT event_pkey PRIMARY KEY (id), 
	CONSTRAINT event_class_kind_edition_class_code_fkey FOREIGN KEY(class_kind, edition, class_code) REFERENCES onemap.class_code (kind, edition, code), 
	CONSTRAINT event_code CHECK (code ~ '^[0-9]{19}$'), 
	CONSTRAINT event_reported_by CHECK (reported_by IN ('collector', 'hotline', 'public', 'leader', 'department', 'camera', 'drone', 'sensor')), 
	CONSTRAINT event_state CHECK (state IN ('reported', 'filed', 'dispatched', 'handled', 'checked', 'closed', 'rejected')), 
	CONSTRAINT event_geom_in_range CHECK (geom @ ST_MakeEnvelope(-180, -85.06, 180, 85.06, 4490)), 
	CONSTRAINT event_geom_valid CHECK (ST_IsValid(geom)), 
	CONSTRAINT event_code_key UNIQUE (code), 
	CONSTRAINT event_department_code_fkey FOREIGN KEY(department_code) REFERENCES onemap.department (code) ON UPDATE CASCADE
);

CREATE INDEX event_community_code_idx ON onemap.event (community_code);

CREATE INDEX event_department_code_idx ON onemap.event (department_code);

CREATE INDEX event_geom ON onemap.event USING gist (geom);

CREATE INDEX event_geom_3857 ON onemap.event USING gist (geom_3857);

CREATE INDEX event_reported_at ON onemap.event (reported_at, id);

CREATE UNIQUE INDEX event_source_key ON onemap.event (source, source_key);

CREATE INDEX event_unit_grid_code_idx ON onemap.event (unit_grid_code);

CREATE TABLE onemap.grid_worker (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	phone TEXT, 
	body_code TEXT, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT grid_worker_pkey PRIMARY KEY (id), 
	CONSTRAINT grid_worker_code_key UNIQUE (code), 
	CONSTRAINT grid_worker_body_code_fkey FOREIGN KEY(body_code) REFERENCES onemap.department (code) ON UPDATE CASCADE
);

CREATE INDEX grid_worker_body_code_idx ON onemap.grid_worker (body_code);

CREATE TABLE onemap.observation (
	sensor_code TEXT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	value FLOAT NOT NULL, 
	CONSTRAINT observation_pkey PRIMARY KEY (sensor_code, at), 
	CONSTRAINT observation_sensor_code_fkey FOREIGN KEY(sensor_code) REFERENCES onemap.sensor (code) ON DELETE CASCADE ON UPDATE CASCADE
);

COMMENT ON TABLE onemap.observation IS 'One measured value, in the unit of its sensor.';

CREATE TABLE onemap.address (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	level TEXT NOT NULL, 
	parent_code TEXT, 
	area_code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	local_text TEXT NOT NULL, 
	search_text TEXT GENERATED ALWAYS AS (onemap.search_key(local_text)) STORED, 
	full_text TEXT NOT NULL, 
	state TEXT DEFAULT 'active' NOT NULL, 
	merged_into TEXT, 
	accuracy TEXT, 
	geom geometry(POINT,4490), 
	geom_3857 geometry(POINT,3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT address_pkey PRIMARY KEY (id), 
	CONSTRAINT address_code CHECK (onemap.is_address_code(code)), 
	CONSTRAINT address_local_text CHECK (local_text <> ''), 
	CONSTRAINT address_level CHECK (level IN ('road', 'lane', 'estate', 'plate', 'compound', 'building', 'unit', 'floor', 'room', 'poi')), 
	CONSTRAINT address_state CHECK (state IN ('proposed', 'active', 'retired', 'merged')), 
	CONSTRAINT address_accuracy CHECK (accuracy IN ('surveyed', 'plate', 'building', 'interpolated', 'centroid')), 
	CONSTRAINT address_area_code_local_text_key UNIQUE (area_code, local_text), 
	CONSTRAINT address_geom_in_range CHECK (geom @ ST_MakeEnvelope(-180, -85.06, 180, 85.06, 4490)), 
	CONSTRAINT address_geom_valid CHECK (ST_IsValid(geom)), 
	CONSTRAINT address_code_key UNIQUE (code), 
	CONSTRAINT address_parent_code_fkey FOREIGN KEY(parent_code) REFERENCES onemap.address (code) ON UPDATE CASCADE, 
	CONSTRAINT address_area_code_fkey FOREIGN KEY(area_code) REFERENCES onemap.area (code) ON UPDATE CASCADE, 
	CONSTRAINT address_merged_into_fkey FOREIGN KEY(merged_into) REFERENCES onemap.address (code) ON UPDATE CASCADE
);

CREATE INDEX address_area_search ON onemap.address (area_code, search_text text_pattern_ops);

CREATE INDEX address_geom ON onemap.address USING gist (geom);

CREATE INDEX address_geom_3857 ON onemap.address USING gist (geom_3857);

CREATE INDEX address_parent_code_idx ON onemap.address (parent_code);

CREATE INDEX address_plate ON onemap.address USING gist (geom_3857) WHERE level = 'plate';

CREATE INDEX address_search ON onemap.address (level, search_text text_pattern_ops);

CREATE TABLE onemap.area_other_code (
	area_code TEXT NOT NULL, 
	system TEXT NOT NULL, 
	code TEXT NOT NULL, 
	CONSTRAINT area_other_code_pkey PRIMARY KEY (area_code, system, code), 
	CONSTRAINT area_other_code_area_code_fkey FOREIGN KEY(area_code) REFERENCES onemap.area (code) ON UPDATE CASCADE
);

COMMENT ON TABLE onemap.area_other_code IS 'The codes that other authorities (statistics, civil affairs, police) give the same area.';

CREATE TABLE onemap.composite_grid (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	community_code TEXT, 
	body_code TEXT, 
	geom geometry(MULTIPOLYGON,4490) NOT NULL, 
	geom_3857 geometry(MULTIPOLYGON,3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT composite_grid_pkey PRIMARY KEY (id), 
	CONSTRAINT composite_grid_geom_in_range CHECK (geom @ ST_MakeEnvelope(-180, -85.06, 180, 85.06, 4490)), 
	CONSTRAINT composite_grid_geom_valid CHECK (ST_IsValid(geom)), 
	CONSTRAINT composite_grid_code_key UNIQUE (code), 
	CONSTRAINT composite_grid_community_code_fkey FOREIGN KEY(community_code) REFERENCES onemap.area (code) ON UPDATE CASCADE, 
	CONSTRAINT composite_grid_body_code_fkey FOREIGN KEY(body_code) REFERENCES onemap.department (code) ON UPDATE CASCADE
);

CREATE INDEX composite_grid_body_code_idx ON onemap.composite_grid (body_code);

CREATE INDEX composite_grid_community_code_idx ON onemap.composite_grid (community_code);

CREATE INDEX composite_grid_geom ON onemap.composite_grid USING gist (geom);

CREATE INDEX composite_grid_geom_3857 ON onemap.composite_grid USING gist (geom_3857);

CREATE TABLE onemap.duty_grid (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	street_code TEXT, 
	community_code TEXT, 
	body_code TEXT, 
	geom geometry(MULTIPOLYGON,4490) NOT NULL, 
	geom_3857 geometry(MULTIPOLYGON,3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT duty_grid_pkey PRIMARY KEY (id), 
	CONSTRAINT duty_grid_geom_in_range CHECK (geom @ ST_MakeEnvelope(-180, -85.06, 180, 85.06, 4490)), 
	CONSTRAINT duty_grid_geom_valid CHECK (ST_IsValid(geom)), 
	CONSTRAINT duty_grid_code_key UNIQUE (code), 
	CONSTRAINT duty_grid_street_code_fkey FOREIGN KEY(street_code) REFERENCES onemap.area (code) ON UPDATE CASCADE, 
	CONSTRAINT duty_grid_community_code_fkey FOREIGN KEY(community_code) REFERENCES onemap.area (code) ON UPDATE CASCADE, 
	CONSTRAINT duty_grid_body_code_fkey FOREIGN KEY(body_code) REFERENCES onemap.department (code) ON UPDATE CASCADE
);

CREATE INDEX duty_grid_body_code_idx ON onemap.duty_grid (body_code);

CREATE INDEX duty_grid_community_code_idx ON onemap.duty_grid (community_code);

CREATE INDEX duty_grid_geom ON onemap.duty_grid USING gist (geom);

CREATE INDEX duty_grid_geom_3857 ON onemap.duty_grid USING gist (geom_3857);

CREATE INDEX duty_grid_street_code_idx ON onemap.duty_grid (street_code);

CREATE TABLE onemap.event_step (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	event_code TEXT NOT NULL, 
	step TEXT NOT NULL, 
	state TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	note TEXT, 
	CONSTRAINT event_step_pkey PRIMARY KEY (id), 
	CONSTRAINT event_step_state CHECK (state IN ('reported', 'filed', 'dispatched', 'handled', 'checked', 'closed', 'rejected')), 
	CONSTRAINT event_step_event_code_fkey FOREIGN KEY(event_code) REFERENCES onemap.event (code)
);

CREATE INDEX event_step_event_code_idx ON onemap.event_step (event_code);

COMMENT ON TABLE onemap.event_step IS 'Every step of an event''s life, only ever appended.';

CREATE TABLE onemap.grid_duty (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	worker_code TEXT NOT NULL, 
	grid_kind TEXT NOT NULL, 
	grid_code TEXT NOT NULL, 
	role TEXT NOT NULL, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT grid_duty_pkey PRIMARY KEY (id), 
	CONSTRAINT grid_duty_grid_kind CHECK (grid_kind IN ('unit', 'duty', 'composite', 'police', 'civil_order', 'emergency', 'city_management')), 
	CONSTRAINT grid_duty_code_key UNIQUE (code), 
	CONSTRAINT grid_duty_worker_code_fkey FOREIGN KEY(worker_code) REFERENCES onemap.grid_worker (code) ON UPDATE CASCADE
);

CREATE INDEX grid_duty_grid_code_idx ON onemap.grid_duty (grid_code);

CREATE INDEX grid_duty_worker_code_idx ON onemap.grid_duty (worker_code);

CREATE TABLE onemap.address_alias (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	address_code TEXT NOT NULL, 
	text TEXT NOT NULL, 
	local_text TEXT NOT NULL, 
	search_text TEXT GENERATED ALWAYS AS (onemap.search_key(local_text)) STORED, 
	kind TEXT NOT NULL, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT address_alias_pkey PRIMARY KEY (id), 
	CONSTRAINT address_alias_kind CHECK (kind IN ('alias', 'old_name', 'nickname')), 
	CONSTRAINT address_alias_code_key UNIQUE (code), 
	CONSTRAINT address_alias_address_code_fkey FOREIGN KEY(address_code) REFERENCES onemap.address (code) ON UPDATE CASCADE
);

CREATE INDEX address_alias_address_code_idx ON onemap.address_alias (address_code);

CREATE INDEX address_alias_search ON onemap.address_alias (search_text text_pattern_ops);

CREATE TABLE onemap.building (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	name TEXT, 
	address_code TEXT, 
	model_code TEXT, 
	model_guid TEXT, 
	use TEXT, 
	base_height FLOAT, 
	height FLOAT, 
	storeys_above INTEGER, 
	storeys_below INTEGER, 
	year_built INTEGER, 
	area_measured FLOAT, 
	area_declared FLOAT, 
	cim_level INTEGER, 
	geom geometry(MULTIPOLYGON,4490) NOT NULL, 
	geom_3857 geometry(MULTIPOLYGON,3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT building_pkey PRIMARY KEY (id), 
	CONSTRAINT building_height CHECK (height > 0), 
	CONSTRAINT building_cim_level CHECK (cim_level BETWEEN 1 AND 7), 
	CONSTRAINT building_geom_in_range CHECK (geom @ ST_MakeEnvelope(-180, -85.06, 180, 85.06, 4490)), 
	CONSTRAINT building_geom_valid CHECK (ST_IsValid(geom)), 
	CONSTRAINT building_code_key UNIQUE (code), 
	CONSTRAINT building_address_code_fkey FOREIGN KEY(address_code) REFERENCES onemap.address (code) ON UPDATE CASCADE, 
	CONSTRAINT building_model_code_fkey FOREIGN KEY(model_code) REFERENCES onemap.source_model (code) ON UPDATE CASCADE
);

CREATE INDEX building_address_code_idx ON onemap.building (address_code);

CREATE INDEX building_geom ON onemap.building USING gist (geom);

CREATE INDEX building_geom_3857 ON onemap.building USING gist (geom_3857);

CREATE INDEX building_model_code_idx ON onemap.building (model_code);

CREATE TABLE onemap.composite_grid_part (
	composite_grid_code TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	grid_code TEXT NOT NULL, 
	CONSTRAINT composite_grid_part_pkey PRIMARY KEY (composite_grid_code, kind, grid_code), 
	CONSTRAINT composite_grid_part_kind CHECK (kind IN ('unit', 'duty', 'composite', 'police', 'civil_order', 'emergency', 'city_management')), 
	CONSTRAINT composite_grid_part_composite_grid_code_fkey FOREIGN KEY(composite_grid_code) REFERENCES onemap.composite_grid (code) ON DELETE CASCADE ON UPDATE CASCADE
);

COMMENT ON TABLE onemap.composite_grid_part IS 'Which grid of each trade a composite grid is merged from.';

CREATE TABLE onemap.house (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	address_code TEXT NOT NULL, 
	building_code TEXT, 
	room_code TEXT, 
	use TEXT, 
	structure TEXT, 
	area_m2 FLOAT, 
	owner_kind TEXT, 
	rental BOOLEAN, 
	hazard_level TEXT, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT house_pkey PRIMARY KEY (id), 
	CONSTRAINT house_code_key UNIQUE (code), 
	CONSTRAINT house_address_code_fkey FOREIGN KEY(address_code) REFERENCES onemap.address (code) ON UPDATE CASCADE
);

CREATE INDEX house_address_code_idx ON onemap.house (address_code);

CREATE INDEX house_building_code_idx ON onemap.house (building_code);

CREATE INDEX house_room_code_idx ON onemap.house (room_code);

CREATE TABLE onemap.organisation (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	credit_code TEXT NOT NULL, 
	kind TEXT, 
	industry TEXT, 
	legal_representative TEXT, 
	address_code TEXT NOT NULL, 
	staff_count INTEGER, 
	state TEXT, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT organisation_pkey PRIMARY KEY (id), 
	CONSTRAINT organisation_credit_code CHECK (onemap.is_credit_code(credit_code)), 
	CONSTRAINT organisation_code_key UNIQUE (code), 
	CONSTRAINT organisation_credit_code_key UNIQUE (credit_code), 
	CONSTRAINT organisation_address_code_fkey FOREIGN KEY(address_code) REFERENCES onemap.address (code) ON UPDATE CASCADE
);

CREATE INDEX organisation_address_code_idx ON onemap.organisation (address_code);

CREATE TABLE onemap.person (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	sex TEXT, 
	birth_date DATE, 
	id_type TEXT DEFAULT '111' NOT NULL, 
	id_number TEXT NOT NULL, 
	address_code TEXT NOT NULL, 
	household_area TEXT, 
	residence_kind TEXT, 
	relation TEXT, 
	phone TEXT, 
	education TEXT, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT person_pkey PRIMARY KEY (id), 
	CONSTRAINT person_sex CHECK (sex IN ('0', '1', '2', '9')), 
	CONSTRAINT person_residence_kind CHECK (residence_kind IN ('registered', 'floating', 'overseas', 'separated')), 
	CONSTRAINT person_id_number CHECK (id_type <> '111' OR onemap.is_citizen_id(id_number)), 
	CONSTRAINT person_code_key UNIQUE (code), 
	CONSTRAINT person_address_code_fkey FOREIGN KEY(address_code) REFERENCES onemap.address (code) ON UPDATE CASCADE
);

CREATE INDEX person_address_code_idx ON onemap.person (address_code);

CREATE UNIQUE INDEX person_id_number ON onemap.person (id_type, id_number);

CREATE TABLE onemap.unit_grid (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	name TEXT, 
	community_code TEXT NOT NULL, 
	duty_grid_code TEXT, 
	composite_grid_code TEXT, 
	land_use TEXT, 
	area_m2 FLOAT, 
	initial_date DATE, 
	change_date DATE, 
	note TEXT, 
	geom geometry(MULTIPOLYGON,4490) NOT NULL, 
	geom_3857 geometry(MULTIPOLYGON,3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT unit_grid_pkey PRIMARY KEY (id), 
	CONSTRAINT unit_grid_code CHECK (code ~ ('^' || community_code || '[0-9]{3}$')), 
	CONSTRAINT unit_grid_geom_in_range CHECK (geom @ ST_MakeEnvelope(-180, -85.06, 180, 85.06, 4490)), 
	CONSTRAINT unit_grid_geom_valid CHECK (ST_IsValid(geom)), 
	CONSTRAINT unit_grid_code_key UNIQUE (code), 
	CONSTRAINT unit_grid_community_code_fkey FOREIGN KEY(community_code) REFERENCES onemap.area (code) ON UPDATE CASCADE, 
	CONSTRAINT unit_grid_duty_grid_code_fkey FOREIGN KEY(duty_grid_code) REFERENCES onemap.duty_grid (code) ON UPDATE CASCADE, 
	CONSTRAINT unit_grid_composite_grid_code_fkey FOREIGN KEY(composite_grid_code) REFERENCES onemap.composite_grid (code) ON UPDATE CASCADE
);

CREATE INDEX unit_grid_community_code_idx ON onemap.unit_grid (community_code);

CREATE INDEX unit_grid_composite_grid_code_idx ON onemap.unit_grid (composite_grid_code);

CREATE INDEX unit_grid_duty_grid_code_idx ON onemap.unit_grid (duty_grid_code);

CREATE INDEX unit_grid_geom ON onemap.unit_grid USING gist (geom);

CREATE INDEX unit_grid_geom_3857 ON onemap.unit_grid USING gist (geom_3857);

CREATE TABLE onemap.building_unit (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	building_code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	address_code TEXT, 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT building_unit_pkey PRIMARY KEY (id), 
	CONSTRAINT building_unit_building_code_name_key UNIQUE (building_code, name), 
	CONSTRAINT building_unit_code_key UNIQUE (code), 
	CONSTRAINT building_unit_building_code_fkey FOREIGN KEY(building_code) REFERENCES onemap.building (code) ON UPDATE CASCADE, 
	CONSTRAINT building_unit_address_code_fkey FOREIGN KEY(address_code) REFERENCES onemap.address (code) ON UPDATE CASCADE
);

CREATE INDEX building_unit_address_code_idx ON onemap.building_unit (address_code);

CREATE INDEX building_unit_building_code_idx ON onemap.building_unit (building_code);

CREATE TABLE onemap.storey (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	building_code TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	label TEXT NOT NULL, 
	address_code TEXT, 
	base_height FLOAT, 
	height FLOAT, 
	model_guid TEXT, 
	derived BOOLEAN DEFAULT false NOT NULL, 
	geom geometry(MULTIPOLYGON,4490), 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT storey_pkey PRIMARY KEY (id), 
	CONSTRAINT storey_number CHECK (number <> 0), 
	CONSTRAINT storey_building_code_number_key UNIQUE (building_code, number), 
	CONSTRAINT storey_geom_in_range CHECK (geom @ ST_MakeEnvelope(-180, -85.06, 180, 85.06, 4490)), 
	CONSTRAINT storey_geom_valid CHECK (ST_IsValid(geom)), 
	CONSTRAINT storey_code_key UNIQUE (code), 
	CONSTRAINT storey_building_code_fkey FOREIGN KEY(building_code) REFERENCES onemap.building (code) ON UPDATE CASCADE, 
	CONSTRAINT storey_address_code_fkey FOREIGN KEY(address_code) REFERENCES onemap.address (code) ON UPDATE CASCADE
);

CREATE INDEX storey_address_code_idx ON onemap.storey (address_code);

CREATE INDEX storey_building_code_idx ON onemap.storey (building_code);

CREATE INDEX storey_geom ON onemap.storey USING gist (geom);

CREATE TABLE onemap.room (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY, 
	code TEXT NOT NULL, 
	storey_code TEXT NOT NULL, 
	unit_code TEXT, 
	address_code TEXT, 
	number TEXT, 
	name TEXT, 
	use TEXT, 
	area_measured FLOAT, 
	area_declared FLOAT, 
	model_guid TEXT, 
	geom geometry(MULTIPOLYGON,4490), 
	valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	source TEXT NOT NULL, 
	import_id BIGINT, 
	CONSTRAINT room_pkey PRIMARY KEY (id), 
	CONSTRAINT room_geom_in_range CHECK (geom @ ST_MakeEnvelope(-180, -85.06, 180, 85.06, 4490)), 
	CONSTRAINT room_geom_valid CHECK (ST_IsValid(geom)), 
	CONSTRAINT room_code_key UNIQUE (code), 
	CONSTRAINT room_storey_code_fkey FOREIGN KEY(storey_code) REFERENCES onemap.storey (code) ON UPDATE CASCADE, 
	CONSTRAINT room_unit_code_fkey FOREIGN KEY(unit_code) REFERENCES onemap.building_unit (code) ON UPDATE CASCADE, 
	CONSTRAINT room_address_code_fkey FOREIGN KEY(address_code) REFERENCES onemap.address (code) ON UPDATE CASCADE
);

CREATE INDEX room_address_code_idx ON onemap.room (address_code);

CREATE INDEX room_geom ON onemap.room USING gist (geom);

CREATE INDEX room_storey_code_idx ON onemap.room (storey_code);

CREATE INDEX room_unit_code_idx ON onemap.room (unit_code);

CREATE SEQUENCE onemap.address_serial;

CREATE SEQUENCE onemap.change_seq;

CREATE FUNCTION onemap.extent(box box3d) RETURNS float8[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = public AS
$$ SELECT ARRAY[ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)] $$;

-- A new version begins when its transaction does, and never before the one that it replaces.
CREATE FUNCTION onemap.begin_version() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  IF NEW.valid_from IS NOT DISTINCT FROM OLD.valid_from THEN
    NEW.valid_from := greatest(now(), OLD.valid_from);
  END IF;
  RETURN NEW;
END
$$;

-- Argument: whether the table has a column `geom`.
CREATE FUNCTION onemap.record_change() RETURNS trigger LANGUAGE plpgsql
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

CREATE FUNCTION onemap.refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  RAISE EXCEPTION 'TRUNCATE would lose the history of %; use DELETE', TG_TABLE_NAME
    USING ERRCODE = 'feature_not_supported';
END
$$;

CREATE FUNCTION onemap.number_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = onemap, public AS
$$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('onemap.change_seq'));
  UPDATE change_log SET seq = nextval('change_seq') WHERE n = NEW.n;
  PERFORM pg_notify('onemap_change', NEW.layer);
  RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER number_change AFTER INSERT ON onemap.change_log
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION onemap.number_change();

INSERT INTO onemap.area_level (scheme, level, digits) VALUES
  ('cn', 'province', 2), ('cn', 'city', 4), ('cn', 'district', 6),
  ('cn', 'street', 9), ('cn', 'community', 12);

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.address
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();
CREATE TRIGGER record_insert AFTER INSERT ON onemap.address REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_update AFTER UPDATE ON onemap.address
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_delete AFTER DELETE ON onemap.address REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.address
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.address_alias
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();
CREATE TRIGGER record_insert AFTER INSERT ON onemap.address_alias REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');
CREATE TRIGGER record_update AFTER UPDATE ON onemap.address_alias
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');
CREATE TRIGGER record_delete AFTER DELETE ON onemap.address_alias REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.address_alias
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.area
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();
CREATE TRIGGER record_insert AFTER INSERT ON onemap.area REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_update AFTER UPDATE ON onemap.area
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_delete AFTER DELETE ON onemap.area REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.area
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.building
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();
CREATE TRIGGER record_insert AFTER INSERT ON onemap.building REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_update AFTER UPDATE ON onemap.building
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_delete AFTER DELETE ON onemap.building REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.building
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.building_unit
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();
CREATE TRIGGER record_insert AFTER INSERT ON onemap.building_unit REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');
CREATE TRIGGER record_update AFTER UPDATE ON onemap.building_unit
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');
CREATE TRIGGER record_delete AFTER DELETE ON onemap.building_unit REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.building_unit
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.camera
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();
CREATE TRIGGER record_insert AFTER INSERT ON onemap.camera REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_update AFTER UPDATE ON onemap.camera
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_delete AFTER DELETE ON onemap.camera REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.camera
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.component
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();
CREATE TRIGGER record_insert AFTER INSERT ON onemap.component REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_update AFTER UPDATE ON onemap.component
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_delete AFTER DELETE ON onemap.component REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.component
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.composite_grid
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();
CREATE TRIGGER record_insert AFTER INSERT ON onemap.composite_grid REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_update AFTER UPDATE ON onemap.composite_grid
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_delete AFTER DELETE ON onemap.composite_grid REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.composite_grid
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.department
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();
CREATE TRIGGER record_insert AFTER INSERT ON onemap.department REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');
CREATE TRIGGER record_update AFTER UPDATE ON onemap.department
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');
CREATE TRIGGER record_delete AFTER DELETE ON onemap.department REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.department
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.duty_grid
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();
CREATE TRIGGER record_insert AFTER INSERT ON onemap.duty_grid REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_update AFTER UPDATE ON onemap.duty_grid
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_delete AFTER DELETE ON onemap.duty_grid REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.duty_grid
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.event
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();
CREATE TRIGGER record_insert AFTER INSERT ON onemap.event REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_update AFTER UPDATE ON onemap.event
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_delete AFTER DELETE ON onemap.event REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.event
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.green
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();
CREATE TRIGGER record_insert AFTER INSERT ON onemap.green REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_update AFTER UPDATE ON onemap.green
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_delete AFTER DELETE ON onemap.green REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.green
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.grid_duty
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();
CREATE TRIGGER record_insert AFTER INSERT ON onemap.grid_duty REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');
CREATE TRIGGER record_update AFTER UPDATE ON onemap.grid_duty
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');
CREATE TRIGGER record_delete AFTER DELETE ON onemap.grid_duty REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.grid_duty
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.grid_worker
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();
CREATE TRIGGER record_insert AFTER INSERT ON onemap.grid_worker REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');
CREATE TRIGGER record_update AFTER UPDATE ON onemap.grid_worker
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');
CREATE TRIGGER record_delete AFTER DELETE ON onemap.grid_worker REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.grid_worker
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.house
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();
CREATE TRIGGER record_insert AFTER INSERT ON onemap.house REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');
CREATE TRIGGER record_update AFTER UPDATE ON onemap.house
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');
CREATE TRIGGER record_delete AFTER DELETE ON onemap.house REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.house
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.organisation
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();
CREATE TRIGGER record_insert AFTER INSERT ON onemap.organisation REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');
CREATE TRIGGER record_update AFTER UPDATE ON onemap.organisation
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');
CREATE TRIGGER record_delete AFTER DELETE ON onemap.organisation REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.organisation
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.person
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();
CREATE TRIGGER record_insert AFTER INSERT ON onemap.person REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');
CREATE TRIGGER record_update AFTER UPDATE ON onemap.person
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');
CREATE TRIGGER record_delete AFTER DELETE ON onemap.person REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.person
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.poi
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();
CREATE TRIGGER record_insert AFTER INSERT ON onemap.poi REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_update AFTER UPDATE ON onemap.poi
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_delete AFTER DELETE ON onemap.poi REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.poi
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.raster
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();
CREATE TRIGGER record_insert AFTER INSERT ON onemap.raster REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_update AFTER UPDATE ON onemap.raster
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_delete AFTER DELETE ON onemap.raster REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.raster
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.road
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();
CREATE TRIGGER record_insert AFTER INSERT ON onemap.road REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_update AFTER UPDATE ON onemap.road
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_delete AFTER DELETE ON onemap.road REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.road
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.room
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();
CREATE TRIGGER record_insert AFTER INSERT ON onemap.room REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_update AFTER UPDATE ON onemap.room
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_delete AFTER DELETE ON onemap.room REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.room
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.sensor
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();
CREATE TRIGGER record_insert AFTER INSERT ON onemap.sensor REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_update AFTER UPDATE ON onemap.sensor
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_delete AFTER DELETE ON onemap.sensor REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.sensor
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.source_model
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();
CREATE TRIGGER record_insert AFTER INSERT ON onemap.source_model REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');
CREATE TRIGGER record_update AFTER UPDATE ON onemap.source_model
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');
CREATE TRIGGER record_delete AFTER DELETE ON onemap.source_model REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('false');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.source_model
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.storey
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();
CREATE TRIGGER record_insert AFTER INSERT ON onemap.storey REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_update AFTER UPDATE ON onemap.storey
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_delete AFTER DELETE ON onemap.storey REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.storey
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.unit_grid
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();
CREATE TRIGGER record_insert AFTER INSERT ON onemap.unit_grid REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_update AFTER UPDATE ON onemap.unit_grid
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_delete AFTER DELETE ON onemap.unit_grid REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.unit_grid
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();

CREATE TRIGGER begin_version BEFORE UPDATE ON onemap.water
FOR EACH ROW EXECUTE FUNCTION onemap.begin_version();
CREATE TRIGGER record_insert AFTER INSERT ON onemap.water REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_update AFTER UPDATE ON onemap.water
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER record_delete AFTER DELETE ON onemap.water REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION onemap.record_change('true');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON onemap.water
FOR EACH STATEMENT EXECUTE FUNCTION onemap.refuse_truncate();
