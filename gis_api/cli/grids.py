"""`onemap grids`: dividing, checking and changing grids."""

import typer

from gis_api.cli import grids_care, grids_divide

app = typer.Typer(name="grids", help="Divide, check and change grids (网格).", no_args_is_help=True)
app.add_typer(grids_divide.app)
app.add_typer(grids_care.app)
