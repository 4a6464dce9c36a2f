"""The command line `onemap`: one module a command or group of commands, named in the table below.

A module has a variable `app`, a `typer.Typer`; one without a name adds its command to the top level, one
with a name becomes a group. A command reads `Settings()` and hands plain values on. Only the module that is
asked for is imported, since some bring large libraries along.
"""

import sys
from collections.abc import Mapping
from importlib import import_module

import psycopg
import typer
from pydantic import ValidationError

from gis_api.database import reason
from gis_api.home import next_step
from layers.errors import GisError

MODULES = {
    "up": "up",
    "down": "down",
    "serve": "serve",
    "db": "db",
    "migrate": "migrate",
    "check": "check",
    "locate": "locate",
    "geocode": "geocode",
    "address": "address",
    "grids": "grids",
    "events": "events",
    "sample": "sample",
    "import": "import_",
    "tiles": "tiles",
    "index": "index",
    "openapi": "openapi",
}
"""Which module of this package has which command."""

MOST_NAMES = 30
"""Of columns and the like, that are told."""


def build(wanted: str | None = None) -> typer.Typer:
    """The command line with the command `wanted`, or with all of them when there is no such command."""
    root = typer.Typer(
        help="一张图: one map of a city.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    root.callback()(_root)
    for name in [MODULES[wanted]] if wanted in MODULES else MODULES.values():
        root.add_typer(import_module(f"gis_api.cli.{name}").app)
    return root


def _root() -> None:
    """一张图: one map of a city."""


def main() -> None:
    """Run a command; whatever goes wrong is one line and the next step, and status 1 (2: wrong usage)."""
    try:
        build(sys.argv[1] if len(sys.argv) > 1 else None)(prog_name="onemap")
    except GisError as error:
        fail(error.message, _step(error.facts))
    except ValidationError as error:
        lines = [_setting(list(map(str, e["loc"])), e["msg"]) for e in error.errors(include_input=False)]
        fail("; ".join(lines), "see the settings in docs/operations.md", status=2)
    except psycopg.errors.DiskFull as error:
        fail(f"the database's disk is full: {reason(error)}", "free some disk space, then call it again")
    except psycopg.OperationalError as error:
        fail(f"the database is not reachable: {reason(error)}", "start it: make up")
    except psycopg.Error as error:
        fail(f"the database refused: {reason(error)}", "check the database: ./onemap check")
    except KeyboardInterrupt:  # before a command has begun; what begins stops in its own way
        sys.exit(130)
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        fail(f"{error.strerror or error}{where}", next_step(error))


def _step(facts: Mapping[str, object]) -> str | None:
    """What to do next, and what there is to choose from."""
    there = facts.get("columns") or facts.get("known")
    names = [str(name) for name in there][:MOST_NAMES] if isinstance(there, list) else []
    parts = [str(facts["hint"])] if facts.get("hint") else []
    return "; ".join([*parts, *([f"there are {', '.join(names)}"] if names else [])]) or None


def _setting(place: list[str], message: str) -> str:
    name = f"ONEMAP_{'_'.join(place).upper()}: " if place else ""
    return name + message.removeprefix("Value error, ")


def fail(message: str, step: str | None, status: int = 1) -> None:
    """Say what went wrong and what to do next, on standard error, and leave."""
    typer.echo(f"onemap: {message}", err=True)
    if step:
        typer.echo(f"  next: {step}", err=True)
    sys.exit(status)
