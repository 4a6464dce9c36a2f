"""The OpenAPI document: what it says about the service as a whole."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from gis_api.errors import PROBLEM
from gis_api.models.problem import Problem

__all__ = ["DESCRIPTION", "RESPONSES", "install"]

DESCRIPTION: dict[str, Any] = {
    "title": "城市一张图 · One map of a city",
    "version": "0.1.0",
    "summary": "Addresses, grids, components, events and buildings of a city in one map.",
    "description": (
        "Coordinates are longitude, latitude in CGCS2000 (WGS 84 is the same within map accuracy). Times are "
        "RFC 3339. Errors are RFC 9457 problem details. Open layers need no key; internal fields and "
        "writing need `Authorization: Bearer KEY`, the key being in `admin.key` of the service's home folder."
    ),
    "license_info": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    "openapi_tags": [
        {"name": "map", "description": "Layers, vector tiles and styles."},
        {"name": "rasters", "description": "栅格: elevation, imagery and classes as tiles and values."},
        {"name": "address", "description": "标准地址: geocoding and the standard-address library."},
        {"name": "locate", "description": "Which areas and grids a point lies in, and what is there."},
        {"name": "grids", "description": "网格: findings of checks, repairs, changes of unit grids."},
        {"name": "events", "description": "事件: reporting and reading."},
        {"name": "statistics", "description": "统计: indicators of events, and places of high incidence."},
        {"name": "components", "description": "部件: inventory and summaries."},
        {"name": "cim", "description": "Buildings down to storeys and rooms."},
        {"name": "catalogues", "description": "Class catalogues of components and events."},
        {"name": "changes", "description": "The change log, for other systems."},
        {"name": "ogc", "description": "OGC API Features, for QGIS, ArcGIS and GDAL."},
        {"name": "operations", "description": "Whether the service is alive and ready."},
    ],
}

RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "An error, as RFC 9457 problem details.",
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}


def install(app: FastAPI) -> None:
    """Let the application describe its errors too."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    made = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        license_info=app.license_info,
        tags=app.openapi_tags,
        servers=app.servers or None,
        routes=app.routes,
    )
    schemas = made.setdefault("components", {}).setdefault("schemas", {})
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = problem
    return made
