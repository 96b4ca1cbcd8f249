"""A call, rung by rung: who makes it, whether that can be proved, and whether the server lets it in."""
