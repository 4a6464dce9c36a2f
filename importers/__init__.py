"""Files of the real world into rows, with a report of what was refused and why."""
