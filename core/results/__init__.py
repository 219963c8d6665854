"""Results of candidates: what they scored, in which state the result is, and when it is released."""
