"""Pages for those who run the house: the audit trail and the jobs."""
