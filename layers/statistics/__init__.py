"""Statistics (统计): counts and rates by area, grid, class, department and time."""
