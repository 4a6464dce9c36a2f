"""Archives of tiles, as the API describes them."""

from datetime import UTC, datetime
from typing import Self

from pydantic import BaseModel, Field

from gis_api.archives import ENDING, Listed
from gis_api.models.layers import Bbox
from tiles.archive import mark_of

__all__ = ["TileArchive", "TileArchives"]


class TileArchive(BaseModel):
    """A file of tiles (PMTiles 3) that is read by ranges."""

    name: str = Field(examples=["city"])
    title: str = Field(description="Its layers, as people call them.", examples=["道路、建筑"])
    href: str = Field(description="Where it is.", examples=["/tiles/archives/city.pmtiles"])
    bytes: int = Field(examples=[48211968])
    etag: str = Field(examples=['"b6f0d1c2a3948576"'])
    layers: list[str] = Field(examples=[["road", "building"]])
    bbox: Bbox = Field(examples=[[114.5, 30.6, 115.1, 31.0]])
    minzoom: int = Field(examples=[9])
    maxzoom: int = Field(examples=[16])
    seq: int | None = Field(
        description="The last line of the change log that it knows of; null where it was made elsewhere.",
        examples=[1876],
    )
    as_of: datetime | None = Field(
        description="When that change was made.", examples=["2026-07-01T00:00:00Z"]
    )

    @classmethod
    def of(cls, one: Listed, base: str) -> Self:
        """The same, as it is listed."""
        header, said, mark = one.archive.header, one.archive.metadata, mark_of(one.archive.metadata)
        edges = (header["min_lon_e7"], header["min_lat_e7"], header["max_lon_e7"], header["max_lat_e7"])
        return cls(
            name=one.name,
            title=str(said.get("name", one.name)),
            href=f"{base}/tiles/archives/{one.name}{ENDING}",
            bytes=one.size,
            etag=one.tag,
            layers=[str(layer["id"]) for layer in said.get("vector_layers", [])],
            bbox=[edge / 1e7 for edge in edges],
            minzoom=header["min_zoom"],
            maxzoom=header["max_zoom"],
            seq=mark.seq if mark else None,
            as_of=datetime.fromtimestamp(mark.at / 1e6, UTC) if mark else None,
        )


class TileArchives(BaseModel):
    """All archives of tiles, by name."""

    items: list[TileArchive]
