"""What an explicit CoInitializeSecurity was given, as the checks on it ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.vocabulary.blankets import InitializeArguments
from simcom.vocabulary.flags import Eoac

if TYPE_CHECKING:
    from simcom.vocabulary.facts import InitializeFacts


def given(facts: InitializeFacts) -> InitializeArguments:
    """Return the arguments; the checks run for an explicit call only."""
    return facts.arguments or InitializeArguments()


def by_appid(facts: InitializeFacts) -> bool:
    """Tell whether EOAC_APPID sends the call to the registry."""
    return facts.arguments is not None and bool(facts.arguments.capabilities & Eoac.APPID)


def has(facts: InitializeFacts, bits: int) -> bool:
    """Tell whether any of these capability bits counts here."""
    return bool(given(facts).capabilities & bits) and not by_appid(facts)
