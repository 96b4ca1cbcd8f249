"""Blankets: what a proxy gets when it is created, and what IClientSecurity can ask, set and copy."""
