"""What tests of points share: a small city that needs no database, and bodies that come little by little."""

import io
from typing import Any

import numpy as np
import pyarrow as pa

from importers.points import STREAMS, Asked, Form, PointFile
from layers.locate.arrow import ANSWER, SEVERAL


class Halves:
    """A city of two districts, 1 and 2, west and east of 115 degrees, 30 to 31 N, 114 to 116 E."""

    def table(self, lons: Any, lats: Any, *, tolerance: float = 0.0, several: bool = False) -> pa.Table:
        inside = (lons >= 114) & (lons <= 116) & (lats >= 30) & (lats <= 31)
        swapped = (lats >= 114) & (lats <= 116) & (lons >= 30) & (lons <= 31)
        none = ~np.isfinite(lons + lats)
        off = (np.abs(lons) > 180) | (np.abs(lats) > 85)
        problem = np.select([inside, none, swapped, off], [None, "no_point", "swapped", "off_map"], "outside")
        near = (tolerance > 0) & (lons > 113.999) & (lons < 114)
        district = np.where(inside | near, np.where(lons <= 115, "1", "2"), None)
        columns = {name: pa.nulls(len(lons), pa.string()) for name in ANSWER.names}
        columns |= {"district": pa.array(district, pa.string()).dictionary_encode()}
        columns |= {"several": pa.array(lons == 115)} if several else {}
        columns |= {"inside": pa.array(inside), "problem": pa.array(problem, pa.string()).dictionary_encode()}
        return pa.table(columns)


class Nowhere:
    """No city at all."""

    def table(self, lons: Any, lats: Any, *, tolerance: float = 0.0, several: bool = False) -> pa.Table:
        del lats, tolerance
        schema = ANSWER.append(SEVERAL) if several else ANSWER
        return pa.table({field.name: pa.nulls(len(lons), field.type) for field in schema})


class Trickle(io.RawIOBase):
    """A body of which only a few bytes come at a time."""

    def __init__(self, body: bytes, most: int = 1 << 30) -> None:
        self._body, self._most = io.BytesIO(body), most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._body.read(min(len(buffer), self._most))
        buffer[: len(piece)] = piece
        return len(piece)


def read(body: bytes, form: Form = Form.CSV, most: int = 1 << 30, **asked: Any) -> PointFile:
    return STREAMS[form](Trickle(body, most), Asked(**asked))


def cells(points: PointFile) -> list[list[Any]]:
    return [list(row.values()) for batch in points.batches for row in batch.rows.to_pylist()]


def places(points: PointFile) -> list[tuple[float, float]]:
    return [xy for batch in points.batches for xy in zip(batch.x.tolist(), batch.y.tolist(), strict=True)]
