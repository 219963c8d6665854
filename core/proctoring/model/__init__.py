"""The proctored test, its booking, the log and the sessions."""
