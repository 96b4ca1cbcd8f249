"""Proving a caller: which mechanism, as whom it arrives, what stands in the way, and with how many exchanges."""
