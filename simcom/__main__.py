"""Runs the command line as ``python -m simcom``."""

from __future__ import annotations

from simcom.cli import main

if __name__ == "__main__":
    main()
