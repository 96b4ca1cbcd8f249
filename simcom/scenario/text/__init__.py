"""From bytes to plain values, each with its place in the file."""
