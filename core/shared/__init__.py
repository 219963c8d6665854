"""What every context speaks of: ids, errors, time, pages of a list, the unit of work."""
