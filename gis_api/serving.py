"""What each of uvicorn's workers calls to have an application of its own."""

import gc
import os

from fastapi import FastAPI

from gis_api.app import create_app
from gis_api.indexes.builder import SMALL
from gis_api.settings import Settings


def application() -> FastAPI:
    """The application with the settings of the environment."""
    os.environ.update(SMALL)
    app = create_app(Settings(), follow=True)
    # What is there now stays. To look through all of it for what is gone, the collector of garbage would hold
    # up every request for a tenth of a second, now and then.
    gc.collect()
    gc.freeze()
    return app
