"""Pages of results officers: results, files of them, photos, release, and what is decided about one."""
