"""Pages of help requests: questions of preparation centres, and the test centres' answers."""
