"""The shape of a scenario file: one form for each mapping, which pydantic checks."""
