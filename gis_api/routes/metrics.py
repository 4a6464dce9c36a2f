"""What the service tells of itself, for Prometheus."""

from ipaddress import ip_address
from itertools import chain

from fastapi import APIRouter, Depends, Request, Response

from gis_api.auth import Anyone
from gis_api.errors import Unauthorized
from gis_api.metrics.exposition import MEDIA_TYPE, text
from gis_api.metrics.files import Said, others
from gis_api.metrics.merging import merged
from gis_api.state import Config

__all__ = ["router"]

router = APIRouter(tags=["operations"])

PASSED_ON = ("forwarded", "via", "x-forwarded-for", "x-real-ip")
"""Headers with which a proxy says that it is not the one who asks."""


async def require_reader(request: Request, settings: Config, caller: Anyone) -> None:
    """See that the caller may read how much the service is used.

    Raises:
        Unauthorized: they may not.
    """
    if not (settings.metrics_open or caller.internal or _is_local(request)):
        raise Unauthorized("metrics need the admin key, but from the machine itself")


def _is_local(request: Request) -> bool:
    """Whether a program on this machine asks for itself."""
    if request.client is None or any(name in request.headers for name in PASSED_ON):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False


@router.get(
    "/metrics",
    response_class=Response,
    dependencies=[Depends(require_reader)],
    responses={200: {"description": "Prometheus's text format.", "content": {MEDIA_TYPE: {}}}},
)
async def read_metrics(request: Request, settings: Config) -> Response:
    """Requests, tiles, connections, indexes and memory in numbers, of all workers together.

    It needs the admin key, but from the machine itself.
    """
    workers = chain([Said.now(request.app.state.counts)], others(settings.home))
    return Response(text(*merged(workers)), media_type=MEDIA_TYPE)
