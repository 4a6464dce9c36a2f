"""`onemap check`: is this installation whole?"""

import psycopg
import typer

from gis_api.checks import Installation, Outcome, run_all
from gis_api.settings import Settings

app = typer.Typer()


@app.command()
def check() -> None:
    """Check versions, schema, layer files, indexes and disk; what is wrong comes with the next step."""
    settings = Settings()
    failed = 0
    with psycopg.connect(settings.database, connect_timeout=10) as conn:
        for outcome in run_all(Installation(settings, conn)):
            typer.echo(f"{_verdict(outcome)} {outcome.check.title}")
            for problem in outcome.problems:
                typer.echo(f"       {problem}")
            if outcome.problems:
                typer.echo(f"       next: {outcome.check.hint}")
                failed += outcome.check.fails
    if failed:
        raise typer.Exit(1)


def _verdict(outcome: Outcome) -> str:
    if not outcome.problems:
        return "ok  "
    return "FAIL" if outcome.check.fails else "note"
