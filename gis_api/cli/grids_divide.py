"""Dividing an area into unit grids and duty grids."""

import typer

app = typer.Typer()
