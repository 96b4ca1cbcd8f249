"""What the numbers and GUIDs in a reference are called."""

from __future__ import annotations

from simcom.vocabulary.citations import models
from simcom.vocabulary.services import AuthnSvc

TOWERS = {
    0x04: "ncacn_dnet_nsp",
    0x07: "ncacn_ip_tcp",
    0x08: "ncadg_ip_udp",
    0x0C: "ncalrpc",
    0x0F: "ncacn_np",
    0x10: "ncalrpc",
    0x12: "ncacn_nb_nb, ncacn_nb_ipx or ncacn_nb_tcp",
    0x13: "ncacn_spx",
    0x14: "ncadg_ipx",
    0x16: "ncacn_at_dsp",
    0x1A: "ncacn_vns_spp",
    0x1F: "ncacn_http",
}
"""Protocol sequences by tower id: [C706] appendix I as [MS-RPCE] 2.1 and [MS-RPCH] 2.1 change it. Windows sends 7."""

FURTHER_AUTHN = {22: "22, undocumented but seen", 68: "NETLOGON"}
"""Authentication services that RPC knows and COM's headers do not (`authn-service-values`)."""

EVERYDAY_AUTHN = {9: "Negotiate", 10: "NTLM", 14: "Schannel", 16: "Kerberos"}
"""What people call the packages."""

_COM = "0000-0000-c000-000000000046"

GUIDS = {
    **{f"{number}-{_COM}": name for number, name in (
        ("00000000", "IUnknown"),
        ("00000001", "IClassFactory"),
        ("00000131", "IRemUnknown"),
        ("0000013d", "IClientSecurity"),
        ("00000143", "IRemUnknown2"),
        ("000001a0", "IRemoteSCMActivator"),
        ("000001a2", "IActivationPropertiesIn"),
        ("000001a3", "IActivationPropertiesOut"),
        ("000001a4", "CLSID_ServerLocationInfo"),
        ("000001a5", "CLSID_ActivationContextInfo"),
        ("000001a6", "CLSID_SecurityInfo"),
        ("000001aa", "CLSID_ScmRequestInfo"),
        ("000001ab", "CLSID_InstantiationInfo"),
        ("000001ad", "CLSID_InstanceInfo"),
        ("000001b6", "CLSID_ScmReplyInfo"),
        ("000001b9", "CLSID_SpecialSystemProperties"),
        ("000001c0", "IContext"),
        ("0000031b", "CLSID_ErrorObject"),
        ("00000338", "CLSID_ActivationPropertiesIn"),
        ("00000339", "CLSID_ActivationPropertiesOut"),
        ("0000033b", "CLSID_ContextMarshaler"),
        ("00020400", "IDispatch"),
    )},
    "4d9f4ab8-7d1c-11cf-861e-0020af6e7c57": "IActivation",
    "99fcfec4-5260-101b-bbcb-00aa0021347a": "IObjectExporter",
}  # fmt: skip
"""Names of interfaces and classes that every Windows has (`guid-table`, [MS-DCOM] 1.9; IDispatch: [MS-OAUT] 1.9)."""


@models("authn-service-values")
def authn_name(number: int) -> str:
    """Return the name of an authentication service, with the package's everyday name where it has another."""
    name = FURTHER_AUTHN.get(number) or AuthnSvc.show(number)
    everyday = EVERYDAY_AUTHN.get(number)
    return f"{name} ({everyday})" if everyday else name
