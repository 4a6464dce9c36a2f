"""`onemap up`: database, schema, sample district, index and service, whatever of them is missing."""

import time
from functools import partial

import typer

from gis_api import database, home, ports, service
from gis_api.settings import Settings
from layers.schema.migrate import upgrade

app = typer.Typer()
say = partial(typer.echo, err=True)


@app.command()
def up() -> None:
    """Start everything that does not run yet, and print the address when it is ready."""
    settings, begin = Settings(), time.monotonic()
    home.prepare(settings.home)
    with home.lock(settings.home, say):
        if not service.running(settings.home):
            service.stop(settings.home)  # workers that a killed service left behind
            ports.check(settings.host, settings.port)
        dsn = database.prepare(settings, say)
        for revision in upgrade(dsn, events=settings.events):
            say(f"schema: {revision}")
        if database.is_empty(dsn):
            _load_sample()
        _have_index(settings)
        home.make_admin_key(settings.home)
        _start(settings)
    typer.echo(f"ready in {time.monotonic() - begin:.0f} s: {service.address(settings)}")
    typer.echo(f"admin key: {home.admin_key_file(settings.home)}")


def _load_sample() -> None:
    from gis_api.cli.sample import sample  # heavy, and needed once

    say("loading the sample district")
    sample()


def _have_index(settings: Settings) -> None:
    from gis_api.indexes.kinds import ALL  # heavy
    from gis_api.indexes.making import ensure

    for index in ALL:
        ensure(settings, index, say)


def _start(settings: Settings) -> None:
    found = service.running(settings.home)
    current = found and service.is_current(found, settings)
    if current and service.is_ready(settings):
        return
    if found:
        say(
            f"restarting the service: {'it does not answer' if current else 'files or settings have changed'}"
        )
        service.stop(settings.home)
        ports.check(settings.host, settings.port)
    service.start(settings)
