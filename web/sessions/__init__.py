"""Pages around test sessions, for preparation centres and for the test centres that own them."""
