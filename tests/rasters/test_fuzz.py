"""Whatever is asked of a raster that is there: an answer, and never the service's own fault."""

import re

import numpy as np
import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from tests.rasters.conftest import Bring, Write

PATHS = ("value", "profile", "zones", "contours", "14/13418/6716.png", "z/x/y.webp")
NAMES = (
    "lon", "lat", "crs", "bands", "band", "line", "samples",
    "interpolate", "codes", "layer", "interval",
    "bbox", "matrix", "size", "rescale", "colormap", "hillshade", "exaggeration", "resampling", "v",
)  # fmt: skip
PLAIN = (
    "114.82", "30.82", "EPSG:4547", "1", "2", "0.001", "1e308", "-1", "nan", "114.8,30.8;114.9,30.81",
    "114.8,30.8",
    "114,30,115,31", "114.8,30.8,114.8,30.8", "0,9", "5,5", "viridis", "viridis_r", "true", "256", "512",
    "CGCS2000Quad", "WorldCRS84Quad", "community", "raster", "camera", "420117001001", "nearest", "';--",
    "%00", "", "😀", "9" * 30,
)  # fmt: skip
VALUES = st.one_of(st.sampled_from(PLAIN), st.floats().map(str), st.text(max_size=20))
QUERIES = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=7)
NUMBERS = st.integers(-1, 40).map(str) | st.integers().map(str)


@pytest.fixture
def served(client: TestClient, write: Write, bring: Bring) -> TestClient:
    bring(write(np.random.default_rng(1).random((60, 80)).astype(np.float32)))
    return client


@tries(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(PATHS),
    query=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=7),
    at=st.data(),
)
def test_no_request_breaks_the_service(
    served: TestClient, path: str, query: dict[str, str], at: st.DataObject
) -> None:
    place = re.sub(r"\b[zxy]\b", lambda _: at.draw(NUMBERS), path)

    assert served.get(f"/rasters/r/{place}", params=query).status_code < 500
