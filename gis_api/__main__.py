"""`python -m gis_api`: the command line."""

from gis_api.cli import main

main()
