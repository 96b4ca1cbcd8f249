"""Access lists, descriptors, credentials and the parameters of the two calls that set security, from their forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.errors import quoted
from simcom.scenario.codes import Code
from simcom.vocabulary.activation import CoAuthInfo
from simcom.vocabulary.blankets import AuthEntry, AuthInfo, AuthService, BlanketRequest, InitializeArguments, Origins
from simcom.vocabulary.flags import ALL_ACCESS
from simcom.vocabulary.identities import (
    NULL_DACL,
    AccessControl,
    Ace,
    Acl,
    AppIdPointer,
    Descriptor,
    SecurityDescriptor,
)
from simcom.vocabulary.words import Word

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from simcom.scenario.build.references import Names
    from simcom.scenario.build.source import Source
    from simcom.scenario.schema.access import AceForm, DescriptorForm
    from simcom.scenario.schema.activation import CoAuthInfoForm
    from simcom.scenario.schema.base import Form
    from simcom.scenario.schema.calls import AuthInfoForm, AuthServiceForm, BlanketForm, InitializeForm
    from simcom.scenario.text.places import Path

_RENAMED = {"auth_svc_count": "count"}


def acl(names: Names, entries: Sequence[AceForm] | None, path: Path, host: str = "", full: int = ALL_ACCESS) -> Acl:
    """Return an access list; `full` is the mask of an entry that names no rights. None is the NULL DACL."""
    if entries is None:
        return NULL_DACL
    return Acl(
        tuple(ace for index, entry in enumerate(entries) for ace in _aces(names, entry, (*path, index), host, full))
    )


def _aces(names: Names, entry: AceForm, path: Path, host: str, full: int) -> list[Ace]:
    key = "allow" if entry.given("allow") else "deny"
    chosen = int(next((mask for mask in (entry.mask, entry.rights) if mask is not None), full))
    trustees = entry.allow or entry.deny
    return [
        Ace(names.principal(text, (*path, key, place), host), chosen, key == "allow")
        for place, text in enumerate(trustees)
    ]


def known_appid(source: Source, appid: str, known: Collection[str], path: Path) -> str:
    """Return an AppID, as declared where it is. One that the machine's registry does not have is a case of its own.

    Fact `coinitsec.sd.appid-missing`. A name that nearly is a declared one was meant as that, and is complained about.
    """
    found = next((name for name in known if name.casefold() == appid.casefold()), None)
    if found is not None or appid.startswith("{"):
        return found or appid
    if near := source.hint(appid, known):
        problem, hint = f"the machine's registry has no AppID {quoted(appid)}", f"{near} if not, write a GUID in braces"
        source.complain(Code.UNKNOWN_NAME, path, problem, hint)
    return appid


def descriptor(names: Names, form: DescriptorForm | None, path: Path, host: str, appids: Collection[str]) -> Descriptor:
    """Return what pSecDesc points to."""
    if form is None:
        return None
    if form.appid is not None:
        return AppIdPointer(known_appid(names.source, form.appid, appids, (*path, "appid")))
    if form.given("access_control"):
        return AccessControl(acl(names, form.access_control, (*path, "IAccessControl"), host))
    dacl = acl(names, form.dacl, (*path, "dacl"), host)
    return SecurityDescriptor(dacl, bool(form.owner), bool(form.group), form.absolute, form.sacl or "null")


def auth_info(names: Names, form: AuthInfoForm | None) -> AuthInfo | None:
    """Return credentials; an account nobody declares stays as written, since a program may pass any text."""
    if form is None:
        return None
    account = None if form.account is None else names.spoken(form.account)
    packages = None if form.packages is None else tuple(form.packages)
    return AuthInfo(account, form.password, form.extended, packages, form.certificate)


def co_auth_info(names: Names, form: CoAuthInfoForm, path: Path) -> CoAuthInfo:
    """Return what COAUTHINFO holds."""
    return CoAuthInfo(
        authn_svc=form.authn_svc,
        authz_svc=form.authz_svc,
        principal=form.principal,
        authn_level=form.authn_level,
        imp_level=form.imp_level,
        identity=auth_info(names, form.identity),
        capabilities=form.capabilities,
        origins=origins(names.source, form, path),
    )


def _service(form: AuthServiceForm) -> AuthService:
    return AuthService(form.service, form.authz_svc, form.principal, form.certificate)


def origins(source: Source, form: Form, path: Path) -> Origins:
    """Return where each parameter that the file gives was written."""
    fields = type(form).model_fields.items()
    given = [
        (name, item.alias or name)
        for name, item in fields
        if form.given(name) and name not in ("proxy", "through", "expect")
    ]
    return tuple((_RENAMED.get(name, name), source.at((*path, key))) for name, key in given)


def _not_null(pointer: object) -> bool:
    """Tell whether a reserved pointer is anything but NULL: null, 0 and false are the ways to write that."""
    return pointer not in (None, 0)


def initialize_arguments(
    names: Names, form: InitializeForm, path: Path, host: str, appids: Collection[str]
) -> InitializeArguments:
    """Return the nine parameters of CoInitializeSecurity. cAuthSvc is the list's length where only the list is given."""
    services = None if form.auth_services is None else tuple(_service(item) for item in form.auth_services)
    implied = -1 if services is None else len(services)
    return InitializeArguments(
        security_descriptor=descriptor(names, form.security_descriptor, (*path, "security_descriptor"), host, appids),
        count=implied if form.auth_svc_count is None else form.auth_svc_count,
        auth_services=services,
        reserved1=_not_null(form.reserved1),
        authn_level=form.authn_level,
        imp_level=form.imp_level,
        auth_list=tuple(
            AuthEntry(item.service, item.authz_svc, auth_info(names, item.auth_info)) for item in form.auth_list
        ),
        capabilities=form.capabilities,
        reserved3=_not_null(form.reserved3),
        origins=origins(names.source, form, path),
    )


def blanket_request(names: Names, form: BlanketForm, path: Path) -> BlanketRequest:
    """Return what is passed to SetBlanket."""
    pointer: object = form.auth_info
    return BlanketRequest(
        authn_svc=form.authn_svc,
        authz_svc=form.authz_svc,
        principal=form.principal,
        authn_level=form.authn_level,
        imp_level=form.imp_level,
        auth_info=pointer if isinstance(pointer, Word) else auth_info(names, form.auth_info),
        capabilities=form.capabilities,
        origins=origins(names.source, form, path),
    )
