"""Choosing what to download and in which form, the download history, and an organisation's own templates."""
