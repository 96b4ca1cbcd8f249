"""Activations in time: resolvers, launches, and the messages between."""
