"""For eyes: text, machine formats and pictures of what the analysis found. Nothing here decides or counts."""
