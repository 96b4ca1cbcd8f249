"""From forms to the estate: names looked up, defaults filled in, every complaint with its place."""
