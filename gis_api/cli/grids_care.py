"""Checking grids, and changing them."""

import typer

app = typer.Typer()
