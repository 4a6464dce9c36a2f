"""Understanding an address text without the library: standard form, relations, elements."""
