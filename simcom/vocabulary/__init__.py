"""Words: Windows' names, numbers and frozen values. Decides nothing, imports nothing of simcom but ``errors``."""
