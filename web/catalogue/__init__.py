"""Pages of the catalogue: the administrator's list of exams, and a test centre's venues."""
