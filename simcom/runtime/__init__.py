"""Events: simulated COM in simulated time. State lives here; decisions are asked of ``rules``, whereabouts of ``landscape``."""
