"""Plugins: finding and loading them, guarding every call into them, keeping their settings."""
