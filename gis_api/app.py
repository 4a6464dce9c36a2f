"""The application, built by a function: nothing is read or opened by importing it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware

from gis_api import errors, live, openapi, tiling
from gis_api.archives import MEDIA_TYPE
from gis_api.auth import admin_key
from gis_api.db import make_gate, make_pool
from gis_api.front import Quick, Ready
from gis_api.indexes.keeper import Keeper
from gis_api.indexes.kinds import ADDRESSES, GRIDS
from gis_api.jobs import Jobs, kept
from gis_api.locating.quick import quick_locate
from gis_api.metrics import files
from gis_api.metrics.middleware import Counted
from gis_api.metrics.watching import watched
from gis_api.middleware import BodyLimit, Edge
from gis_api.rasters import Rasters
from gis_api.reporting import make_desk
from gis_api.routes import (
    address,
    address_batch,
    address_codes,
    address_corrections,
    address_find,
    address_jobs,
    address_quality,
    archives,
    catalogues,
    changes,
    cim,
    components,
    docs,
    event_files,
    event_steps,
    event_stream,
    events,
    grids,
    health,
    identify,
    layers,
    locate,
    locate_many,
    metrics,
    ogc,
    page,
    raster_values,
    rasters,
    stats,
    styles,
    tiles,
)
from gis_api.settings import Settings
from gis_api.streaming import Streams
from gis_api.tiling.quick import quick_tile
from layers import catalogue
from layers.events import calendar, life_cycle
from layers.events import classes as event_classes
from layers.statistics import indicators
from tiles import theme
from tiles.vector import VectorTiles

__all__ = ["ROUTERS", "create_app"]

WORTH_COMPRESSING: Final = 2048
"""Bytes of an answer; what fits into two packets is sent sooner as it is."""

QUICK: Final = {b"/api/locate": "/api/locate", b"/tiles/": "/tiles/{layers}/{z}/{x}/{y}.mvt"}
"""The routes that are answered before the framework is asked, by path."""

# Routes are tried in this order, so those that are asked for all day long stand first.
ROUTERS: tuple[APIRouter, ...] = (
    locate.router,
    tiles.router,
    archives.router,
    event_steps.router,
    event_stream.router,
    event_files.router,
    events.router,  # after them, since a number may be any word
    address_quality.router,
    address_batch.router,
    address_jobs.router,
    address_corrections.router,
    address_find.router,
    address.router,
    catalogues.router,
    changes.router,
    cim.router,
    components.router,
    docs.router,
    grids.router,
    health.router,
    identify.router,
    layers.router,
    locate_many.router,
    metrics.router,
    ogc.router,
    page.router,
    rasters.router,
    raster_values.router,
    stats.router,
    styles.router,
    address_codes.short,
    address_codes.router,  # the last below its path, since a code may be any word
)


def create_app(settings: Settings, *, follow: bool = False) -> FastAPI:
    """The whole service; connects when it is started, not before.

    Args:
        settings: see there.
        follow: keep an index of the addresses true to the library, as the running service does; without it
            geocoding is not available.
    """
    app = FastAPI(
        **openapi.DESCRIPTION,
        servers=[{"url": settings.base_url}] if settings.base_url else None,
        docs_url=None,
        redirect_slashes=False,  # it would name the host that the request says
        redoc_url=None,
        responses=openapi.RESPONSES,
        generate_unique_id_function=_operation,
        lifespan=_life,
    )
    app.state.settings = settings
    app.state.follow = follow
    errors.install(app)
    app.add_middleware(
        GZipMiddleware,
        minimum_size=WORTH_COMPRESSING,
        compresslevel=5,
        exclude_content_types=(*DEFAULT_EXCLUDED_CONTENT_TYPES, MEDIA_TYPE),
    )
    app.add_middleware(BodyLimit)
    app.add_middleware(Edge)
    app.add_middleware(Counted)
    for router in ROUTERS:
        app.include_router(router)
    page.mount(app, settings.page)
    openapi.install(app)
    return app


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[Mapping[str, Any]]:
    """From start to stop: the layer files, the key, the connections and the index of addresses."""
    settings: Settings = app.state.settings
    app.state.catalogue = catalogue.load(settings.layers)
    app.state.tiles = VectorTiles(app.state.catalogue)
    app.state.themes = theme.load(settings.styles)
    app.state.life_cycle = life_cycle.load(settings.events)
    app.state.calendar = calendar.load(settings.events)
    app.state.event_classes = event_classes.load(settings.events)
    app.state.indicators = indicators.load(settings.events)
    app.state.key = admin_key(settings.home)
    app.state.gate = make_gate(settings)
    app.state.desk = make_desk(app)
    app.state.streams = Streams(settings.home / "spool")
    app.state.pool = make_pool(settings)
    app.state.pool.open()
    app.state.grids = Keeper(settings, GRIDS)
    app.state.keeper = Keeper(settings, ADDRESSES)
    app.state.jobs = Jobs(settings.home / "jobs")
    app.state.hub = live.Hub()
    app.state.rasters = Rasters(settings.home)
    app.state.counts = watched(app)
    async with AsyncExitStack() as running:
        app.state.tiling = await running.enter_async_context(_tiling(app))
        if app.state.follow:
            app.state.grids.start()
            app.state.keeper.start()
            await running.enter_async_context(kept(app.state.jobs, settings))
            await running.enter_async_context(live.kept(app.state.hub, settings))
            await running.enter_async_context(files.told(settings.home, app.state.counts))
        yield {"ready": Ready(_quick(app), app.state.counts.quick)}
    app.state.keeper.stop()
    app.state.grids.stop()
    app.state.rasters.close()
    app.state.pool.close()


def _tiling(app: FastAPI) -> AbstractAsyncContextManager[tiling.Tiling]:
    state = app.state
    return tiling.serving(state.catalogue, state.tiles, state.settings, state.counts, follow=state.follow)


def _quick(app: FastAPI) -> Mapping[bytes, Quick]:
    """What answers before the framework is asked, by path."""
    keeper, counts = app.state.tiling.keeper, app.state.counts
    quick = {b"/api/locate": quick_locate(app)}
    if keeper:
        quick[b"/tiles/"] = quick_tile(keeper, counts)
    counts.routes |= {answer: QUICK[path] for path, answer in quick.items()}
    return quick


def _operation(route: APIRoute) -> str:
    """Functions of routes have names of their own, so clients can be generated from them."""
    return route.name
