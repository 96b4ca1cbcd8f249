"""Why a key has no meaning where it stands, beyond being misspelt: planned for later, fixed while a scenario runs, or Windows' own flag."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from simcom.errors import quoted
from simcom.scenario.schema.activation import CoAuthInfoForm
from simcom.scenario.schema.landscape import DomainForm
from simcom.scenario.schema.machines import MachineForm
from simcom.scenario.schema.scenario import ScenarioForm

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from simcom.scenario.text.places import Path

NOT_YET: Mapping[str, str] = MappingProxyType({"vary": "run the file once for each value, with `--set path=value`"})
"""Keys of the whole file that are planned, and what serves until then."""

TWO_FILES = "write the state before and the state after as two files, and compare their runs"

AUTH_INFO = "auth_info"
_OF_AUTH_INFO = frozenset(CoAuthInfoForm.file_keys())

_SECTIONS: Mapping[str, Collection[str]] = MappingProxyType(
    {"machines": MachineForm.file_keys(), "domains": DomainForm.file_keys()}
)
_INSTEAD: Mapping[str, str] = MappingProxyType(
    {
        "processes": "let steps `wait`, give the process a `start`, or `kill` and `start` it",
        "network": "`cut` and `heal` roads, or let a domain's controllers become unreachable: `controllers: {reachable: false}`",
        "up": "let the machine `crash`, `start` or `restart`",
        "sessions": "let accounts `log_on` and `log_off`",
    }
)
"""What serves instead of a change that cannot be made in time."""

FLAGS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "accountdisable": ("enabled", "`enabled: false`"),
        "disabled": ("enabled", "`enabled: false`"),
        "lockout": ("locked", "`locked: true`"),
        "lockouttime": ("locked", "`locked: true`"),
        "accountexpires": ("expired", "`expired: true`, with a `timeline:` for the moment"),
        "pwdlastset": ("must_change_password", "`must_change_password: true` where it is 0"),
        "passwdnotreqd": ("password", '`password: ""`, a blank password'),
        "userworkstations": ("workstations", "`workstations: [hmi01]`"),
        "logonhours": ("logon_hours", "`logon_hours: {from: 8 h, until: 18 h}`"),
        "notdelegated": ("sensitive", "`sensitive: true`"),
        "trustedfordelegation": ("delegation", "`delegation: {unconstrained: true}`"),
        "trustedtoauthfordelegation": ("delegation", "`delegation: {protocol_transition: true}`"),
        "msdsallowedtodelegateto": ("delegation", "`delegation: {to: [HTTP/host]}`"),
        "msdsallowedtoactonbehalfofotheridentity": ("delegation", "`delegation: {from: [DOMAIN\\account]}`"),
        "serviceprincipalname": ("spns", "`spns: [HTTP/host]`"),
        "serviceprincipalnames": ("spns", "`spns: [HTTP/host]`"),
        "dnshostname": ("fqdn", "`fqdn: host.domain`"),
        "memberof": ("groups", "`groups: [...]`"),
        "reboot": ("restart", "`restart: opc01`"),
        "useraccountcontrol": (
            "enabled",
            "one key for each flag, such as `enabled`, `locked`, `sensitive`, `delegation`",
        ),
    }
)
"""Flags and attributes of the directory and words for other things, folded: the key that stands for each, and how to write it."""


def refusal(path: Path, key: str) -> tuple[str, str]:
    """Return problem and hint for a key that is known elsewhere and cannot stand here; empty texts for any other."""
    if not path:
        return (f"{quoted(key)} is not in this version", NOT_YET[key]) if key in NOT_YET else ("", "")
    if path[0] != "timeline":
        return "", ""
    depth, sections = len(path), ScenarioForm.file_keys()
    known = sections if depth == 2 else _SECTIONS.get(str(path[2]), ()) if depth == 4 else ()  # noqa: PLR2004  (entry, item)
    if key not in known:
        return "", ""
    return f"{quoted(key)} cannot change in time yet", _INSTEAD.get(key, TWO_FILES)


def flag(key: str, known: Collection[str]) -> str:
    """Return how a flag of the directory is written here; an empty text for a word that is none, or where its key has no place."""
    folded = "".join(char for char in key.casefold() if char.isalnum()).removeprefix("ufd").removeprefix("uf")
    ours, written = FLAGS.get(folded, ("", ""))
    return f"write {written}" if ours in known else ""


def inside(key: str, known: Collection[str]) -> str:
    """Return where a key of an activation's own security belongs; an empty text for any other, or beside anything else."""
    return (
        f"it belongs in `auth_info`: `auth_info: {{{key}: ...}}`" if AUTH_INFO in known and key in _OF_AUTH_INFO else ""
    )
