"""Taking data out: what a dataset holds, templates, formats, and the files that were made."""
