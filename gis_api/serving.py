"""What each of uvicorn's workers calls to have an application of its own."""

import os

from fastapi import FastAPI

from gis_api.app import create_app
from gis_api.indexes.builder import SMALL
from gis_api.settings import Settings


def application() -> FastAPI:
    """The application with the settings of the environment."""
    os.environ.update(SMALL)
    return create_app(Settings(), follow=True)
