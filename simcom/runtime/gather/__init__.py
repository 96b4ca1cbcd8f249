"""The world at one instant, as facts."""
