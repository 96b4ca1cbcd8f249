"""Decisions: pure functions from vocabulary to rulings, without clock, graph or files."""
