"""Speed, measured: every benchmark is seeded and checks its answer."""
