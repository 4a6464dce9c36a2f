"""`onemap events`: the rules by which events are dealt with."""

import typer

app = typer.Typer(name="events", help="Rules by which events are dealt with (事件).", no_args_is_help=True)
