"""Quality of the address library: small named checks, each finding with figures and a suggested repair."""
