"""Other geocoders on the same rows and the same queries: pg_trgm, addok, Nominatim, each as well as we could.

Each peer is a class with `load`, which takes the rows in, and `ask`, which answers texts one after another.
The two Python programs run in an environment of their own (`install.sh`) and are never imported here;
`*_side.py` is what runs there.
"""
