"""A proctoring vendor to try things out with: the vendor itself in `vendor`, its provider beside it."""
