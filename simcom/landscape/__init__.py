"""Whereabouts: forests, domains and the trusts between them; who trusts whom, not what follows from it."""
