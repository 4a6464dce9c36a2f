"""Files of points: each form there and back, odd files, and the same little memory for any length."""

import tracemalloc
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import pytest
import shapely
from pyarrow import parquet

from importers.points import WRITERS, Asked, Style, form_of
from importers.points.files import Job, locate_file
from importers.points.geometry import MARK
from importers.points.locating import Plan, Tally
from layers.crs import CGCS2000, GCJ02, parse, transform
from layers.errors import Conflict, Invalid, NotFound
from layers.locate.arrow import ANSWER
from tests.importers.points import Halves, Nowhere


def run(source: Path, target: Path, plan: Plan | None = None, **asked: Any) -> Tally:
    job = Job(source, target, Asked(**asked), plan or Plan())
    return locate_file(job, Halves(), lambda _, __: None)


FRAME = pd.DataFrame(
    {"编号": ["007", "008", "009", "010"], "lon": [114.5, 115.5, 113, np.nan], "lat": [30.5, 30.5, 30.5, 30]}
)
FOUND = ["1", "2", None, None]


def write(path: Path) -> Path:
    """The same four points in the form that the ending says."""
    if path.suffix == ".csv":
        FRAME.to_csv(path, index=False)
    elif path.suffix == ".parquet":
        FRAME.to_parquet(path)
    elif path.suffix == ".arrows":
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_stream(sink, (t := pa.table(FRAME)).schema) as w:
            w.write_table(t, max_chunksize=3)
    elif path.suffix == ".feather":
        FRAME.to_feather(path)
    else:
        geometry = geopandas.points_from_xy(FRAME["lon"], FRAME["lat"])
        frame = geopandas.GeoDataFrame(FRAME[["编号"]], geometry=geometry, crs=4490)
        frame.loc[3, "geometry"] = None
        frame.to_parquet(path) if path.suffix == ".geoparquet" else frame.to_file(path, driver="GPKG")
    return path


def frame_of(path: Path) -> pd.DataFrame:
    if path.suffix == ".csv":
        return pd.read_csv(path, dtype=str)
    if path.suffix == ".gpkg":
        return pyogrio.read_dataframe(path)
    if path.suffix == ".arrows":
        return pa.ipc.open_stream(path.read_bytes()).read_pandas()
    return parquet.read_table(path).to_pandas()


ENDINGS_IN = ["csv", "parquet", "geoparquet", "gpkg", "arrows", "feather"]
ENDINGS_OUT = ["csv", "parquet", "geoparquet", "gpkg", "arrows"]


@pytest.mark.parametrize("wanted", ENDINGS_OUT)
@pytest.mark.parametrize("given", ENDINGS_IN)
def test_every_form_can_become_every_other_with_all_rows_and_columns_in_order(tmp_path, given, wanted):
    target = tmp_path / f"out.{wanted}"
    tally = run(write(tmp_path / f"in.{given}"), target)
    found = frame_of(target)
    codes = found["located_district"].astype(object).where(found["located_district"].notna(), None)
    assert (found["编号"].tolist(), codes.tolist(), tally.rows) == (FRAME["编号"].tolist(), FOUND, 4)
    assert [name for name in found.columns if name.startswith("located_")] == [
        f"located_{name}" for name in ANSWER.names
    ]


@pytest.mark.parametrize("given", ENDINGS_IN)
@pytest.mark.parametrize("wanted", ["geoparquet", "gpkg"])
def test_points_that_are_written_lie_where_they_were(tmp_path, given, wanted):
    target = tmp_path / f"out.{wanted}"
    run(write(tmp_path / f"in.{given}"), target)
    found = (geopandas.read_parquet if wanted == "geoparquet" else geopandas.read_file)(target)
    assert (found.crs.to_epsg(), found.geometry.isna().tolist()) == (4490, [False, False, False, True])
    assert found.geometry.x.tolist()[:3] == [114.5, 115.5, 113]


def test_points_of_another_system_are_written_in_cgcs2000(tmp_path):
    (tmp_path / "in.csv").write_text("lon,lat\n114.5055,30.4975\n")
    run(tmp_path / "in.csv", tmp_path / "out.gpkg", crs=GCJ02)
    (point,) = geopandas.read_file(tmp_path / "out.gpkg").geometry
    assert (point.x, point.y) == (pytest.approx(114.5, abs=1e-3), pytest.approx(30.5, abs=1e-3))


def test_the_features_of_a_geopackage_keep_their_numbers(tmp_path):
    fields = [pa.field("fid", pa.int64(), nullable=False), pa.field("geom", pa.binary(), metadata=MARK)]
    rows = pa.table(
        [pa.array([3, 7]), shapely.to_wkb(shapely.points([[114.5, 30.5]] * 2))], pa.schema(fields)
    )
    where = {"geometry_name": "geom", "geometry_type": "Point", "crs": "EPSG:4490"}
    pyogrio.write_arrow(rows, tmp_path / "in.gpkg", **where)
    run(tmp_path / "in.gpkg", tmp_path / "out.gpkg")
    assert pyogrio.read_dataframe(tmp_path / "out.gpkg", fid_as_index=True).index.tolist() == [3, 7]


def test_a_column_called_fid_that_numbers_nothing_is_kept(tmp_path):
    (tmp_path / "in.csv").write_text("fid,lon,lat\na,114.5,30.5\na,115.5,30.5\n")
    run(tmp_path / "in.csv", tmp_path / "out.gpkg")
    assert pyogrio.read_dataframe(tmp_path / "out.gpkg")["fid"].tolist() == ["a", "a"]


def test_types_of_columns_are_kept(tmp_path):
    columns = {
        "lon": pa.array([114.5], pa.float32()),
        "lat": pa.array(["30.5"]).dictionary_encode(),
        "list": pa.array([[1, 2]]),
        "when": pa.array([0], pa.timestamp("ms", "UTC")),
    }
    parquet.write_table(pa.table(columns), tmp_path / "in.parquet")
    run(tmp_path / "in.parquet", tmp_path / "out.arrows")
    found = pa.ipc.open_stream((tmp_path / "out.arrows").read_bytes()).read_all()
    assert [found.schema.field(name).type for name in columns] == [one.type for one in columns.values()]


def test_lists_become_json_in_csv(tmp_path):
    parquet.write_table(
        pa.table({"x": [114.5], "y": [30.5], "tags": [["甲", "乙"]]}), tmp_path / "in.parquet"
    )
    run(tmp_path / "in.parquet", tmp_path / "out.csv")
    assert frame_of(tmp_path / "out.csv")["tags"].tolist() == ['["甲", "乙"]']


def test_a_layer_is_asked_for_where_there_are_several(tmp_path):
    frame = geopandas.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(114.5, 30.5)], crs=4490)
    for layer in ("井盖", "路灯"):
        frame.to_file(tmp_path / "in.gpkg", layer=layer, driver="GPKG")
    with pytest.raises(Invalid, match="has 2 layers"):
        run(tmp_path / "in.gpkg", tmp_path / "out.csv")
    with pytest.raises(Invalid, match="has no layer '树'"):
        run(tmp_path / "in.gpkg", tmp_path / "out.csv", layer="树")
    assert run(tmp_path / "in.gpkg", tmp_path / "out.csv", layer="路灯").inside == 1


@pytest.mark.parametrize("ending", ["geoparquet", "gpkg"])
def test_a_file_in_another_system_says_so_itself(tmp_path, ending):
    frame = geopandas.GeoDataFrame(geometry=[shapely.Point(114.5, 30.5)], crs=4490).to_crs(4547)
    path = tmp_path / f"in.{ending}"
    frame.to_parquet(path) if ending == "geoparquet" else frame.to_file(path)
    assert run(path, tmp_path / "out.csv").inside == 1
    with pytest.raises(Invalid, match="the file is in EPSG:4547, and cgcs2000 was said"):
        run(path, tmp_path / "other.csv", crs=CGCS2000)


def test_wgs84_does_not_contradict_cgcs2000(tmp_path):
    frame = geopandas.GeoDataFrame(geometry=[shapely.Point(114.5, 30.5)], crs="OGC:CRS84")
    frame.to_parquet(tmp_path / "in.parquet")
    assert run(tmp_path / "in.parquet", tmp_path / "out.csv", crs=CGCS2000).inside == 1


def test_columns_that_are_named_go_before_a_geometry(tmp_path):
    frame = geopandas.GeoDataFrame({"e": [115.5], "n": [30.5]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4490)
    frame.to_parquet(tmp_path / "in.parquet")
    assert run(tmp_path / "in.parquet", tmp_path / "out.csv", lon="e", lat="n").inside == 1


@pytest.mark.parametrize("encoding", ["geoarrow", "WKB"])
def test_both_encodings_of_points_are_read(tmp_path, encoding):
    frame = geopandas.GeoDataFrame(geometry=[shapely.Point(114.5, 30.5), None], crs=4490)
    frame.to_parquet(tmp_path / "in.parquet", geometry_encoding=encoding)
    assert run(tmp_path / "in.parquet", tmp_path / "out.gpkg").problems["no_point"] == 1


def test_areas_are_no_points(tmp_path):
    geopandas.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)], crs=4490).to_parquet(tmp_path / "in.parquet")
    with pytest.raises(Invalid, match="of the type POLYGON, wanted points"):
        run(tmp_path / "in.parquet", tmp_path / "out.csv")


def test_every_problem_is_said(tmp_path):
    rows = "114.5,30.5\n,30.5\nx,30.5\nnan,inf\n30.5,114.5\n200,30.5\n100,30.5\n1,2,3\n"
    (tmp_path / "in.csv").write_text(f"lon,lat\n{rows}")
    tally = run(tmp_path / "in.csv", tmp_path / "out.csv")
    lines = (tmp_path / "out.csv").read_text().splitlines()[1:]
    assert [line.rsplit(",", 1)[1] for line in lines] == [
        *("", "no_point", "no_point", "no_point", "swapped", "off_map", "outside", "broken_row")
    ]
    assert (tally.rows, tally.inside, sum(tally.problems.values())) == (8, 1, 7)


@pytest.mark.parametrize("crs", ["gcj02", "bd09", "4547"])
def test_swapped_axes_are_seen_in_every_system(tmp_path, crs):
    ((x, y),) = transform([[114.5, 30.5]], CGCS2000, parse(crs))
    (tmp_path / "in.csv").write_text(f"x,y\n{x},{y}\n{y},{x}\n")
    tally = run(tmp_path / "in.csv", tmp_path / "out.csv", crs=parse(crs))
    assert (tally.inside, +tally.problems) == (1, {"swapped": 1})


def test_what_is_near_is_counted_apart(tmp_path):
    (tmp_path / "in.csv").write_text("lon,lat\n113.9995,30.5\n113,30.5\n")
    tally = run(tmp_path / "in.csv", tmp_path / "out.csv", Plan(tolerance=50))
    assert (tally.inside, tally.near, tally.problems["outside"]) == (0, 1, 1)


def test_points_that_several_cover_are_counted(tmp_path):
    (tmp_path / "in.csv").write_text("lon,lat\n115,30.5\n115,30.6\n114.5,30.5\n")
    assert run(tmp_path / "in.csv", tmp_path / "out.csv").several == 2


def test_columns_of_an_earlier_run_are_not_written_over(tmp_path):
    run(write(tmp_path / "in.csv"), tmp_path / "once.csv")
    with pytest.raises(Invalid, match="there is a column located_district already"):
        run(tmp_path / "once.csv", tmp_path / "twice.csv")
    run(tmp_path / "once.csv", tmp_path / "twice.csv", Plan(prefix="new_"))
    found = frame_of(tmp_path / "twice.csv")
    assert found["new_district"].equals(found["located_district"])


@pytest.mark.parametrize("wanted", ENDINGS_OUT)
def test_a_file_that_breaks_off_leaves_nothing(tmp_path, wanted):
    whole = write(tmp_path / "in.arrows").read_bytes()
    (tmp_path / "in.arrows").write_bytes(whole[:-60])
    with pytest.raises(Invalid, match="breaks off"):
        run(tmp_path / "in.arrows", tmp_path / f"out.{wanted}")
    assert [path.name for path in tmp_path.iterdir()] == ["in.arrows"]


def test_a_file_that_is_there_is_kept(tmp_path):
    (tmp_path / "out.csv").write_text("precious")
    with pytest.raises(Conflict):
        run(write(tmp_path / "in.csv"), tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text() == "precious"


@pytest.mark.parametrize("name", ["in.parquet", "in.gpkg", "in.arrows", "in.csv", "in.feather"])
def test_what_is_none_of_its_form_is_refused(tmp_path, name):
    (tmp_path / name).write_bytes(b"PAR1 or so\n\0\xff")
    with pytest.raises(Invalid):
        run(tmp_path / name, tmp_path / "out.csv")


def test_a_file_that_is_not_there_and_a_form_that_nobody_knows(tmp_path):
    with pytest.raises(NotFound):
        run(tmp_path / "in.csv", tmp_path / "out.csv")
    with pytest.raises(Invalid, match="not kept in files of this kind"):
        form_of(tmp_path / "in.docx")


@pytest.mark.parametrize("given", ["csv", "parquet", "arrows"])
def test_the_memory_is_the_same_for_any_length(tmp_path, given):
    """Of 100,000 and of 800,000 rows: Arrow's own memory, and what Python holds."""
    peaks = [peak(tmp_path, given, rows) for rows in (100_000, 800_000)]
    assert peaks[1] < peaks[0] + 30e6


def peak(folder: Path, ending: str, rows: int) -> float:
    """Most bytes that Arrow and Python held together after a batch."""
    lons = np.random.default_rng(1).uniform(113.9, 116.1, rows)
    table = pa.table({"lon": lons, "lat": np.full(rows, 30.5), "编号": np.arange(rows)})
    source = folder / f"{rows}.{ending}"
    if ending == "parquet":
        parquet.write_table(table, source)
    else:
        form = form_of(source)
        source.write_bytes(b"".join(WRITERS[form](table.schema, table.to_batches(10_000), Style())))
    del table, lons
    held: list[int] = []
    job = Job(source, folder / f"{rows}.out.{ending}", Asked(), Plan())
    before = pa.total_allocated_bytes()
    tracemalloc.start()
    locate_file(job, Nowhere(), lambda *_: held.append(pa.total_allocated_bytes() - before))
    python = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return max(held) + python
