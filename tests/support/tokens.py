"""Tokens as a test reads them, and as only a server could make them: also in the form of 0.1.0,
which named no database.
"""
import base64
import hashlib
import hmac
import json
import time


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def key_of(data):
    """(key id, secret) of a data directory."""
    key = json.loads((data / "keys.json").read_text())["keys"][0]
    return key["kid"], decode(key["secret"])


def claims_of(token):
    return json.loads(decode(token.split(".")[1]))


def session_of(token):
    """The session of an access token."""
    return int(claims_of(token)["sid"])


def sign_access_of_010(data, claims):
    """The access token that 0.1.0 made of these claims, byte for byte."""
    kid, secret = key_of(data)
    parts = ({"alg": "HS256", "kid": kid, "typ": "JWT"}, claims)
    text = ".".join(encode(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    return f"{text}.{encode(hmac.digest(secret, text.encode(), hashlib.sha256))}"


def access_of_010(data, user, session, ahead=0):
    """One that is good for an hour, made `ahead` seconds from now: without "db" and "gen"."""
    now = int(time.time()) + ahead
    claims = {"iss": "asq", "aud": "asq", "sub": str(user), "sid": str(session), "jti": "x"}
    return sign_access_of_010(data, claims | {"iat": now, "nbf": now, "exp": now + 3600})


def refresh_of_010(data, session, generation):
    kid, secret = key_of(data)
    text = f"{kid}.{session}.{generation}"
    mac = hmac.digest(secret, b"asq refresh token 1:" + text.encode(), hashlib.sha256)
    return f"{text}.{encode(mac)}"
