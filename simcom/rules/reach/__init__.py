"""Whether a call gets there at all, and whether what it asks for is still there: rungs beside those of security.

``way`` is about names, addresses and ports, ``versions`` about COMVERSION, ``dispatch`` about the object and its apartment, ``faults``
about the numbers in which failures travel.
"""

from simcom.rules.reach.dispatch import filter_answers, interrupted, object_lives, server_fault
from simcom.rules.reach.versions import announced, com_version, version_fails, versions_agree, versions_between
from simcom.rules.reach.way import (
    exporter_there,
    given_up_s,
    keepalive_s,
    lost_s,
    name_fails,
    name_resolves,
    syn_s,
    way_fails,
    way_open,
)

__all__ = [
    "announced",
    "com_version",
    "exporter_there",
    "filter_answers",
    "given_up_s",
    "interrupted",
    "keepalive_s",
    "lost_s",
    "name_fails",
    "name_resolves",
    "object_lives",
    "server_fault",
    "syn_s",
    "version_fails",
    "versions_agree",
    "versions_between",
    "way_fails",
    "way_open",
]
