"""What each of uvicorn's workers calls to have an application of its own."""

from fastapi import FastAPI

from gis_api.app import create_app
from gis_api.settings import Settings


def application() -> FastAPI:
    """The application with the settings of the environment."""
    return create_app(Settings(), follow=True)
