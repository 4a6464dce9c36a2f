"""`onemap sample`: the synthetic district."""

from datetime import datetime
from typing import Annotated

import psycopg
import typer
from tqdm import tqdm

from gis_api.settings import Settings
from importers.sample import CHINA, day_of, load

app = typer.Typer()


@app.command()
def sample(
    seed: Annotated[int, typer.Option(min=0, help="another seed is another district")] = 7,
    scale: Annotated[float, typer.Option(help="1: 50,000 addresses and more; 20: a million")] = 1.0,
    day: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="the one after its last events: today, or that of the sample which is there",
        ),
    ] = None,
) -> None:
    """Load the synthetic district (合成样例); a second time changes nothing."""
    settings = Settings()
    with psycopg.connect(settings.database) as conn, tqdm(unit="step", leave=False, disable=None) as bar:

        def show(what: str, done: int, of: int) -> None:
            bar.total = of
            bar.set_description_str(what, refresh=False)
            bar.update(done - bar.n)

        of = day.date() if day else day_of(conn) or datetime.now(CHINA).date()
        report = load(conn, home=settings.home, seed=seed, scale=scale, day=of, progress=show)
    for line in report.lines():
        typer.echo(line)
