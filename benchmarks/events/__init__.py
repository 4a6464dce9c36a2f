"""Speed of the event desk: reports a second and lists of the desk, in a table of a million events."""
