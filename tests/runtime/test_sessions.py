"""Logon sessions: whose tickets a call may use, and whose it may not although both show the same account."""

from __future__ import annotations

from dataclasses import replace

import pytest
from runtime.calls_estate import ANN, OTTO, SVC, call, client, estate, ran, server, unmarshal
from runtime.test_contexts import blanket
from runtime.test_tickets import COLD, kdcs
from runtime.test_timeline import outcome, wait

from simcom.runtime.calls.tickets import session
from simcom.runtime.estate import Account
from simcom.vocabulary.blankets import AuthInfo
from simcom.vocabulary.services import AuthnSvc

ACCOUNTS = (Account(ANN, "secret"), Account(SVC), Account(OTTO, "hers"))
RIGHT, WRONG = AuthInfo(ANN, "secret"), AuthInfo(ANN, "guessed")


def asked(first: str, second: str, given: AuthInfo | None = None, before: AuthInfo | None = None) -> object:
    """Return whom a second process's first call asked for tickets, or why it failed; one of the account ``first`` called before it.

    ``before`` and ``given`` are the credentials that the two show instead of their own.
    """
    scripts = []
    for name, credentials in (("a", before), ("b", given)):
        parts = {"authn_svc": AuthnSvc.GSS_KERBEROS, "principal": SVC, "auth_info": credentials}
        scripts.append((unmarshal(f"{name}/u"), blanket(f"{name}/s", **parts), call(name)))
    one = replace(client(*scripts[0]), account=first)
    other = replace(client(wait(1.0), *scripts[1]), name="second", objects=(), account=second)
    rows = ran(estate(server(), one, other, accounts=ACCOUNTS))
    assert rows["a"].ruling.ok
    return kdcs(rows["b"]) if rows["b"].ruling.ok else outcome(rows["b"])


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        (ANN, ANN, []),
        (ANN, ANN.upper(), []),
        ("SYSTEM", "SYSTEM", []),
        ("NETWORK SERVICE", "NETWORK SERVICE", []),
        ("SYSTEM", "NT AUTHORITY\\SYSTEM", []),
        ("SYSTEM", "NETWORK SERVICE", COLD),
        ("NETWORK SERVICE", "SYSTEM", COLD),
    ],
)
def test_processes_of_one_account_share_their_tickets_and_of_two_do_not(
    first: str, second: str, found: list[tuple[str, int]]
) -> None:
    """Also where both show their machine (`krb-cache`)."""
    assert asked(first, second) == found


@pytest.mark.parametrize(
    ("before", "given", "found"),
    [
        (None, WRONG, "logon_denied"),
        (RIGHT, WRONG, "logon_denied"),
        (None, RIGHT, COLD),
        (RIGHT, None, COLD),
        (RIGHT, RIGHT, []),
        (RIGHT, replace(RIGHT, account=ANN.upper()), []),
    ],
    ids=["beside a ticket", "beside credentials", "own first", "own second", "same", "in capitals"],
)
def test_explicit_credentials_have_a_session_of_their_own(
    before: AuthInfo | None, given: AuthInfo | None, found: object
) -> None:
    assert asked(ANN, ANN, given, before) == found


def test_explicit_credentials_of_two_processes_are_two_sessions() -> None:
    found = [asked(first, second, RIGHT, RIGHT) for first, second in ((OTTO, OTTO), (OTTO, ANN))]
    assert found == [[], COLD]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (session("hmi01", ANN), session("HMI01", ANN, ANN.upper()), True),
        (session("hmi01", ANN), session("hmi01", ANN, OTTO), False),
        (session("hmi01", ANN), session("hmi01", ANN, ANN, AuthInfo(ANN)), False),
        (session("hmi01", ANN, ANN, RIGHT), session("hmi01", ANN, ANN, AuthInfo(ANN)), False),
        (session("hmi01", ANN, ANN, RIGHT), session("hmi01", ANN, ANN, replace(RIGHT, extended=True)), True),
    ],
    ids=["case", "process", "no password", "password", "form of the credentials"],
)
def test_what_a_session_is_kept_under(one: object, other: object, same: bool) -> None:  # noqa: FBT001
    assert (one == other) is same
