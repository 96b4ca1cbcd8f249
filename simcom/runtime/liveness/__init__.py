"""Who still holds what: references, pings, and the objects that are run down."""
