"""What domains' controllers do, from their forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcom.landscape.model import folded
from simcom.runtime.estate import DomainPolicy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simcom.scenario.schema.landscape import DomainChangeForm, DomainForm


def policies(forms: Mapping[str, DomainForm]) -> tuple[DomainPolicy, ...]:
    """Return the policy of each domain of which the file says anything; the others have Windows' defaults."""
    said = (form.model_fields_set & {"controllers", "kerberos"} for form in forms.values())
    return tuple(policy(dns, form) for (dns, form), given in zip(forms.items(), said, strict=True) if given)


def policy(dns: str, form: DomainChangeForm) -> DomainPolicy:
    """Return one domain's policy. A service ticket lives no longer than the user ticket it was bought with (`krb-lifetimes`)."""
    controllers, kerberos = form.controllers, form.kerberos
    usual = DomainPolicy(folded(dns))
    given: dict[str, Any] = {
        "tgt_life_s": kerberos.ticket_lifetime,
        "ticket_life_s": kerberos.service_ticket_lifetime,
        "tolerance_s": kerberos.clock_tolerance,
        "lm_compatibility_level": controllers.lm_compatibility_level,
        "kdc_s": controllers.kerberos_exchange,
        "validate_s": controllers.ntlm_validation,
    }
    known = {name: getattr(usual, name) if value is None else value for name, value in given.items()}
    known["ticket_life_s"] = min(known["ticket_life_s"], known["tgt_life_s"])
    return DomainPolicy(usual.domain, controllers.reachable, restrict_ntlm=controllers.restrict_ntlm, **known)
