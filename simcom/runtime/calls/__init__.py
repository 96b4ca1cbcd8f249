"""Calls in time: what is decided of them, how they travel, arrive, are served and are lost."""
