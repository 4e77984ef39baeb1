# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Passkeys (WebAuthn Level 3): resident, always with user verification.

What the PRF extension yields unlocks the account key, so it must stay in the browser: a post that holds it is refused.
"""

import json
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from sociallook.accounts.actors import become
from sociallook.accounts.models import Account, Challenge, Method
from sociallook.base.clock import MINUTE, now
from sociallook.base.refusals import Refused

PATIENCE = 5 * MINUTE
"""How long a ceremony may take."""

Json = dict[str, Any]
Verified = TypeVar("Verified")


def options_to_add(account: Account) -> Json:
    """Creation options for one more passkey of this account."""
    options = generate_registration_options(
        rp_id=_rp_id(),
        rp_name="Sociallook",
        user_id=account.id.bytes,
        user_name=account.login,
        timeout=PATIENCE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=bytes(method.credential))
            for method in account.methods.exclude(credential=None)
            if method.credential is not None
        ],
    )
    return _remembered(options.challenge, Challenge.Purpose.ADD, account, options_to_json(options))


def options_to_sign_in() -> Json:
    """Request options that name nobody: the passkey knows whose it is."""
    options = generate_authentication_options(
        rp_id=_rp_id(), timeout=PATIENCE, user_verification=UserVerificationRequirement.REQUIRED
    )
    return _remembered(options.challenge, Challenge.Purpose.SIGN_IN, None, options_to_json(options))


def verify_added(account: Account, credential: Json) -> VerifiedRegistration:
    """Check a new credential of this account; refuses 400 `prf_posted`, 400 `wrong_passkey`."""
    refuse_prf(credential)

    def verify() -> VerifiedRegistration:
        return verify_registration_response(
            credential=credential,
            expected_challenge=_spent(credential, Challenge.Purpose.ADD, account),
            expected_rp_id=_rp_id(),
            expected_origin=settings.ORIGIN,
            require_user_verification=True,
        )

    return _or_refuse(verify, 400)


def verify_sign_in(credential: Json) -> Account:
    """Check an assertion and return its account; refuses 400 `prf_posted`, 401 `wrong_passkey`."""
    refuse_prf(credential)
    return _or_refuse(lambda: _signed_in(credential), 401)


def _signed_in(credential: Json) -> Account:
    challenge = _spent(credential, Challenge.Purpose.SIGN_IN, None)
    account, method, public_key, sign_count = _of_credential(base64url_to_bytes(credential["rawId"]))
    handle = credential["response"].get("userHandle")
    if handle and base64url_to_bytes(handle) != account.bytes:
        raise ValueError("the passkey of another account")
    verified: VerifiedAuthentication = verify_authentication_response(
        credential=credential,
        expected_challenge=challenge,
        expected_rp_id=_rp_id(),
        expected_origin=settings.ORIGIN,
        credential_public_key=bytes(public_key),
        credential_current_sign_count=sign_count,
        require_user_verification=True,
    )
    found = Account.objects.get(id=account)
    become(found)
    Method.objects.filter(id=method).update(sign_count=verified.new_sign_count)
    return found


def _of_credential(raw_id: bytes) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT account, method, public_key, sign_count FROM accounts_of_credential(%s)", [raw_id])
        row: tuple[Any, ...] | None = cursor.fetchone()
    if row is None:
        raise ValueError("unknown credential")
    return row


def refuse_prf(credential: Json) -> None:
    """A browser of ours deletes the PRF result before it posts. Whoever does not has lost a secret: say so."""
    extensions = credential.get("clientExtensionResults")
    prf = extensions.get("prf") if isinstance(extensions, dict) else None
    if isinstance(prf, dict) and "results" in prf:
        raise Refused(
            400, "prf_posted", _("Dieser Browser hat zu viel geschickt. Bitte benutzen Sie die sechs Wörter.")
        )


def _rp_id() -> str:
    return urlsplit(settings.ORIGIN).hostname or ""


def _remembered(challenge: bytes, purpose: Challenge.Purpose, account: Account | None, options: str) -> Json:
    Challenge.objects.create(challenge=challenge, purpose=purpose, account=account, until=now() + PATIENCE)
    loaded: Json = json.loads(options)
    return loaded


def _spent(credential: Json, purpose: Challenge.Purpose, account: Account | None) -> bytes:
    """The challenge this credential answers, which is good no more from now on."""
    answered = json.loads(base64url_to_bytes(credential["response"]["clientDataJSON"]))
    challenge = base64url_to_bytes(answered["challenge"])
    found = Challenge.objects.filter(challenge=challenge, purpose=purpose, account=account, until__gt=now())
    gone, _rows = found.delete()
    if not gone:
        raise ValueError("no such challenge")
    return challenge


def _or_refuse(verify: Callable[[], Verified], status: int) -> Verified:
    """Whatever is wrong with a passkey has one name. The spent challenge stays spent."""
    try:
        return verify()
    except (WebAuthnException, ValueError, KeyError, TypeError, AttributeError):
        raise wrong(status) from None


def wrong(status: int) -> Refused:
    """One name for whatever is wrong with a passkey."""
    message = _("Dieser Passkey passt nicht. Bitte versuchen Sie es noch einmal.")
    return Refused(status, "wrong_passkey", message, keep=True)
