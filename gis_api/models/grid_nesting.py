"""How the grids of the trades lie in composite grids (多格合一)."""

from typing import Literal, Self

from pydantic import BaseModel, Field

from gis_api.models.grid_shared import Geometry, GridModel, geometry
from layers.grids import nesting

__all__ = ["GridNesting"]


class CompositeGrid(GridModel):
    """A composite grid, and which trades have a grid in it."""

    code: str = Field(examples=["420117001001D01"])
    name: str = Field(examples=["红旗社区综合网格"])
    missing: list[str] = Field(
        description="Trades of which no grid is bound to it.", examples=[["emergency"]]
    )


class NestingShare(GridModel):
    """What of a trade's grid lies in one composite grid."""

    composite_grid_code: str | None = Field(
        description="Null for what lies outside all of them.", examples=["420117001001D01"]
    )
    square_metres: float = Field(description="On the ellipsoid.", examples=[181_020.4])
    share: float = Field(description="Of the trade's grid, 0 to 1.", examples=[0.84])


class TradeGrid(GridModel):
    """A grid of a trade, and how it lies in composite grids."""

    code: str = Field(examples=["420117001001J01"])
    kind: str = Field(examples=["police"])
    name: str = Field(examples=["第一警务网格"])
    nests: bool = Field(description="Whether all of it lies in one composite grid.")
    bound_to: str | None = Field(
        description="The composite grid that it is bound to now.", examples=["420117001001D01"]
    )
    shares: list[NestingShare] = Field(description="The largest first.")


class PieceFacts(BaseModel):
    """Which piece of which grid it is."""

    code: str = Field(examples=["420117001001J01"])
    kind: str = Field(examples=["police"])
    composite_grid_code: str | None = Field(examples=["420117001002D01"])
    square_metres: float = Field(examples=[34_480.1])
    share: float = Field(examples=[0.16])


class Piece(BaseModel):
    """A piece of a trade's grid that lies elsewhere than the most of it."""

    type: Literal["Feature"] = "Feature"
    geometry: Geometry
    properties: PieceFacts


class Pieces(BaseModel):
    """What doesn't nest, for the map."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[Piece]


class GridNesting(BaseModel):
    """How the grids of the trades lie in composite grids."""

    composites: list[CompositeGrid]
    grids: list[TradeGrid]
    pieces: Pieces

    @classmethod
    def of(cls, found: nesting.Nesting) -> Self:
        """The same, as the library has it."""
        pieces = [_piece(grid, share) for grid in found.grids for share in grid.pieces]
        return cls(
            composites=[CompositeGrid.model_validate(one) for one in found.composites],
            grids=[TradeGrid.model_validate(one) for one in found.grids],
            pieces=Pieces(features=pieces),
        )


def _piece(grid: nesting.TradeGrid, share: nesting.Share) -> Piece:
    facts = PieceFacts(
        code=grid.code,
        kind=grid.kind,
        composite_grid_code=share.composite_grid_code,
        square_metres=share.square_metres,
        share=share.share,
    )
    return Piece(geometry=geometry(share.shape), properties=facts)
