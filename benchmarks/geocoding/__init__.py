"""The geocoder, measured: seeded noisy texts made from the rows of a library, and what answers them.

`rows` reads a library, `draft` is an address that is being spoiled, `areas`, `numbers`, `words` and
`whole_text` are the ways to spoil it, `noise` mixes them into queries, `evaluate` asks a geocoder.
Nothing here uses the product's own normaliser or word lists: it would find its own mistakes right.
"""
