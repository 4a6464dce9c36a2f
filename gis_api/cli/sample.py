"""`onemap sample`: the synthetic district."""

from typing import Annotated

import psycopg
import typer
from tqdm import tqdm

from gis_api.settings import Settings
from importers.sample import load

app = typer.Typer()


@app.command()
def sample(
    seed: Annotated[int, typer.Option(min=0, help="another seed is another district")] = 7,
    scale: Annotated[float, typer.Option(help="1: 50,000 addresses and more; 20: a million")] = 1.0,
) -> None:
    """Load the synthetic district (合成样例); a second time changes nothing."""
    settings = Settings()
    with psycopg.connect(settings.database) as conn, tqdm(unit="step", leave=False, disable=None) as bar:

        def show(what: str, done: int, of: int) -> None:
            bar.total = of
            bar.set_description_str(what, refresh=False)
            bar.update(done - bar.n)

        report = load(conn, home=settings.home, seed=seed, scale=scale, progress=show)
    for line in report.lines():
        typer.echo(line)
