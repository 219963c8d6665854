"""Printed pages, set by typst."""
