"""From the steps of a file to the steps of a script."""
