"""The probes of the HTTP layer: raw requests, the statuses that are right, and whether the
connection goes on.

Each hides a second request where a confused parser would find one; it carries X-Request-Id:
smuggled, so that an answer to it can't go unnoticed.
"""
import dataclasses

OPEN, CLOSED, EITHER = "open", "closed", "either"
FOLLOW_UP = (
    b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Request-Id: follow-up\r\nConnection: close\r\n\r\n"
)
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: x\r\nX-Request-Id: smuggled\r\n\r\n"


@dataclasses.dataclass
class Probe:
    name: str
    request: bytes
    statuses: tuple
    then: str
    head: bool = False


def get(*fields, target="/healthz", method="GET", version="HTTP/1.1", host="Host: x"):
    lines = [f"{method} {target} {version}", *([host] if host is not None else []), *fields]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"


def post(*fields, body=b""):
    """To a route that reads its body before it judges it: an empty object is 422 there."""
    return (
        get("Content-Type: application/json", *fields, target="/chat/register", method="POST")
        + body
    )


def chunk(data, extension=""):
    return f"{len(data):x}{extension}\r\n".encode() + data + b"\r\n"


LAST = b"0\r\n\r\n"
CHUNKED = "Transfer-Encoding: chunked"
AROUND = len("GET  HTTP/1.1")  # of the request line, beside its target
NEXT = FOLLOW_UP  # what a pipelining client sends behind

HOSTS = [
    Probe("host-one", get(), (200,), OPEN),
    Probe("host-with-port", get(host="Host: example.com:8000"), (200,), OPEN),
    Probe("host-ipv6", get(host="Host: [::1]:8000"), (200,), OPEN),
    Probe("host-missing", get(host=None), (400,), CLOSED),
    Probe("host-doubled", get("Host: x"), (400,), CLOSED),
    Probe("host-doubled-other", get("Host: y"), (400,), CLOSED),
    Probe("host-doubled-case", get("hOST: y"), (400,), CLOSED),
    Probe("host-list", get(host="Host: x, y"), (400,), CLOSED),
    Probe("host-space", get(host="Host: x y"), (400,), CLOSED),
    Probe("host-slash", get(host="Host: x/y"), (400,), CLOSED),
    Probe("host-user", get(host="Host: user@x"), (400,), CLOSED),
    Probe("host-bad-port", get(host="Host: x:port"), (400,), CLOSED),
    Probe("host-1.0-missing", get(version="HTTP/1.0", host=None), (200,), CLOSED),
    Probe("host-1.0-doubled", get("Host: y", version="HTTP/1.0"), (400,), CLOSED),
]

TRANSFER = [
    Probe("te-chunked", post(CHUNKED, body=chunk(b"{}") + LAST), (422,), OPEN),
    Probe(
        "te-chunked-in-pieces", post(CHUNKED, body=chunk(b"{") + chunk(b"}") + LAST), (422,), OPEN
    ),
    Probe(
        "te-upper-case",
        post("TRANSFER-ENCODING: CHUNKED", body=chunk(b"{}") + LAST),
        (422, 400),
        EITHER,
    ),
    *[
        Probe(
            f"te-{name}",
            post(f"Transfer-Encoding:{value}", body=chunk(SMUGGLED) + LAST),
            (400,),
            CLOSED,
        )
        for name, value in [
            ("identity", " identity"),
            ("gzip", " gzip"),
            ("chunked-gzip", " chunked, gzip"),
            ("x", " xchunked"),
            ("chunked-identity", " chunked, identity"),
            ("twice-listed", " chunked, chunked"),
            ("unknown", " chunk"),
            ("empty", " "),
            ("quoted", ' "chunked"'),
            ("comma", " chunked,"),
            ("vertical-tab", " \x0bchunked"),
            ("parameter", " chunked;q=1"),
            ("nul", " chunked\0"),
        ]
    ],
    *[
        Probe(f"te-{name}", post(*fields, body=chunk(SMUGGLED) + LAST), (501,), CLOSED)
        for name, fields in [
            ("gzip-chunked", ["Transfer-Encoding: gzip, chunked"]),
            ("gzip-then-chunked", ["Transfer-Encoding: gzip", CHUNKED]),
            ("identity-chunked", ["Transfer-Encoding: identity, chunked"]),
            ("unknown-chunked", ["Transfer-Encoding: cow, chunked"]),
        ]
    ],
    Probe(
        "te-gzip-chunked-and-length",
        post("Transfer-Encoding: gzip, chunked", "Content-Length: 4", body=chunk(SMUGGLED) + LAST),
        (400,),
        CLOSED,
    ),
    Probe("te-doubled", post(CHUNKED, CHUNKED, body=chunk(SMUGGLED) + LAST), (400,), CLOSED),
    Probe(
        "te-doubled-other",
        post(CHUNKED, "Transfer-Encoding: identity", body=chunk(SMUGGLED) + LAST),
        (400,),
        CLOSED,
    ),
    Probe(
        "te-space-before-colon",
        post("Transfer-Encoding : chunked", body=chunk(SMUGGLED) + LAST),
        (400,),
        CLOSED,
    ),
    Probe(
        "te-and-length",
        post(CHUNKED, "Content-Length: 4", body=chunk(SMUGGLED) + LAST),
        (400,),
        CLOSED,
    ),
    Probe(
        "length-and-te",
        post("Content-Length: 4", CHUNKED, body=chunk(SMUGGLED) + LAST),
        (400,),
        CLOSED,
    ),
    Probe(
        "te-on-1.0",
        get(
            CHUNKED,
            "Content-Type: application/json",
            method="POST",
            target="/chat/register",
            version="HTTP/1.0",
        )
        + chunk(SMUGGLED)
        + LAST,
        (400,),
        CLOSED,
    ),
    Probe("te-on-get", get(CHUNKED) + chunk(SMUGGLED) + LAST, (200, 400, 413), EITHER),
    Probe("te-underscore", get("Transfer_Encoding: chunked"), (200, 400), EITHER),
    *[
        Probe(f"chunk-{name}", post(CHUNKED, body=body), (400,), CLOSED)
        for name, body in [
            ("no-number", b"zz\r\n{}\r\n0\r\n\r\n"),
            ("negative", b"-2\r\n{}\r\n0\r\n\r\n"),
            ("0x", b"0x2\r\n{}\r\n0\r\n\r\n"),
            ("plus", b"+2\r\n{}\r\n0\r\n\r\n"),
            ("overflow", b"10000000000000002\r\n{}\r\n0\r\n\r\n"),
            ("no-end", b"2\r\n{}" + SMUGGLED + b"0\r\n\r\n"),
            ("empty-size", b"\r\n{}\r\n0\r\n\r\n"),
            ("extension-empty", b"2;\r\n{}\r\n0\r\n\r\n"),
            ("extension-without-value", b"2;a=\r\n{}\r\n0\r\n\r\n"),
            ("extension-open-quote", b'2;a="b\r\n{}\r\n0\r\n\r\n'),
            ("extension-behind-the-last", b"2\r\n{}\r\n0;\r\n\r\n"),
            ("blank-behind-the-size", b"2 \r\n{}\r\n0\r\n\r\n"),
        ]
    ],
    Probe(
        "chunk-over-the-limit",
        post(CHUNKED, body=chunk(b" " * (1 << 20)) + chunk(b"{}") + LAST),
        (413,),
        EITHER,
    ),
    *[
        Probe(f"chunk-{name}", post(CHUNKED, body=chunk(b"{}", extension) + LAST), (422,), OPEN)
        for name, extension in [
            ("extension", ";name=value"),
            ("extension-quoted", ';name="a;b\\"c"'),
            ("extensions", ";a;b=c"),
            ("extension-with-blanks", " ; a = b"),
        ]
    ],
    Probe(
        "trailer", post(CHUNKED, body=chunk(b"{}") + b"0\r\nX-Trailer: 1\r\n\r\n"), (400,), CLOSED
    ),
    Probe(
        "trailer-authorization",
        post(CHUNKED, body=chunk(b"{}") + b"0\r\nAuthorization: Bearer x\r\n\r\n"),
        (400,),
        CLOSED,
    ),
    Probe(
        "trailer-declared",
        post(CHUNKED, "Trailer: Host", body=chunk(b"{}") + b"0\r\nHost: y\r\n\r\n"),
        (400,),
        CLOSED,
    ),
]

LENGTHS = [
    Probe("length-right", post("Content-Length: 2", body=b"{}"), (422,), OPEN),
    Probe("length-spaces-around", post("Content-Length: \t 2 \t", body=b"{}"), (422,), OPEN),
    Probe("length-0", post("Content-Length: 0"), (400, 415, 422), OPEN),
    Probe(
        "length-doubled", post("Content-Length: 2", "Content-Length: 2", body=b"{}"), (400,), CLOSED
    ),
    Probe(
        "length-doubled-other",
        post("Content-Length: 2", "Content-Length: 0", body=SMUGGLED),
        (400,),
        CLOSED,
    ),
    *[
        Probe(
            f"length-{name}", post(f"Content-Length:{value}", body=b"{}" + SMUGGLED), (400,), CLOSED
        )
        for name, value in [
            ("list", " 2, 2"),
            ("leading-zero", " 02"),
            ("00", " 00"),
            ("plus", " +2"),
            ("minus", " -2"),
            ("hex", " 0x2"),
            ("empty", " "),
            ("letters", " two"),
            ("inner-space", " 2 2"),
            ("fraction", " 2.0"),
            ("overflow", " 18446744073709551618"),
            ("vertical-tab", " 2\x0b"),
        ]
    ],
    Probe(
        "length-huge",
        post("Content-Length: 9223372036854775807", body=SMUGGLED),
        (400, 413),
        CLOSED,
    ),
    Probe(
        "length-on-get", get(f"Content-Length: {len(SMUGGLED)}") + SMUGGLED, (200, 400, 413), EITHER
    ),
    Probe(
        "length-on-head",
        get(f"Content-Length: {len(SMUGGLED)}", method="HEAD") + SMUGGLED,
        (200, 400, 413),
        EITHER,
        head=True,
    ),
    Probe(
        "length-on-no-route",
        get(f"Content-Length: {len(SMUGGLED)}", target="/chat/none", method="POST") + SMUGGLED,
        (404,),
        EITHER,
    ),
    Probe(
        "length-on-wrong-method",
        get(f"Content-Length: {len(SMUGGLED)}", target="/chat/register") + SMUGGLED,
        (405, 400),
        EITHER,
    ),
    Probe(
        "length-without-token",
        get(f"Content-Length: {len(SMUGGLED)}", target="/chat/chat", method="POST") + SMUGGLED,
        (401,),
        EITHER,
    ),
    Probe(
        "length-wrong-type",
        get(
            f"Content-Length: {len(SMUGGLED)}",
            "Content-Type: text/plain",
            target="/chat/register",
            method="POST",
        )
        + SMUGGLED,
        (415,),
        EITHER,
    ),
]

LINES = [
    Probe("folded", get("X-A: a", " folded"), (400,), CLOSED),
    Probe("folded-tab", get("X-A: a", "\tfolded"), (400,), CLOSED),
    Probe("folded-first", get(" Host: y"), (400,), CLOSED),
    Probe("folded-length", post("X-A: a", " Content-Length: 2", body=b"{}"), (400,), CLOSED),
    Probe("space-before-colon", get("X-A : a"), (400,), CLOSED),
    Probe("space-in-name", get("X A: a"), (400,), CLOSED),
    Probe("empty-name", get(": a"), (400,), CLOSED),
    Probe("no-colon", get("X-A"), (400,), CLOSED),
    Probe("nul-in-value", get("X-A: a\0b"), (400,), CLOSED),
    Probe("nul-in-name", get("X\0A: a"), (400,), CLOSED),
    Probe("nul-in-target", get(target="/health\0z"), (400,), CLOSED),
    Probe("nul-in-method", get(method="G\0ET"), (400, 501), CLOSED),
    Probe("control-in-value", get("X-A: a\x01b"), (400,), CLOSED),
    Probe("del-in-value", get("X-A: a\x7fb"), (400,), CLOSED),
    Probe("bare-cr-in-value", get("X-A: a\rX-B: b"), (400,), CLOSED),
    Probe("bare-cr-smuggles-length", post("X-A: a\rContent-Length: 2", body=b"{}"), (400,), CLOSED),
    Probe("bare-lf", b"GET /healthz HTTP/1.1\nHost: x\n\n", (200, 400), EITHER),
    Probe("bare-lf-in-the-middle", get("X-A: a\nX-B: b"), (200, 400), EITHER),
    Probe(
        "bare-lf-smuggles-length", post("X-A: a\nContent-Length: 2", body=b"{}"), (400, 422), EITHER
    ),
    Probe("latin-1-value", get("X-A: caf\xe9"), (200, 400), EITHER),
    Probe("eight-bit-name", get("X-\xe9: a"), (400,), CLOSED),
    Probe("leading-line-end", b"\r\n" + get(), (200, 400), EITHER),
    Probe("leading-space", b" " + get(), (400,), CLOSED),
    Probe("two-spaces", b"GET  /healthz HTTP/1.1\r\nHost: x\r\n\r\n", (400,), CLOSED),
    Probe("tab-for-space", b"GET\t/healthz\tHTTP/1.1\r\nHost: x\r\n\r\n", (400, 501), CLOSED),
    Probe(
        "space-behind-the-version", b"GET /healthz HTTP/1.1 \r\nHost: x\r\n\r\n", (400, 505), CLOSED
    ),
    Probe("tls-hello", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", (400, 501), CLOSED),
    Probe("http2-preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", (400, 501, 505), CLOSED),
    Probe("fields-64", get(*(f"X-{index}: a" for index in range(63))), (200,), OPEN),
    Probe("fields-65", get(*(f"X-{index}: a" for index in range(64))), (431,), CLOSED),
    Probe("header-under-16-KiB", get("X-A: " + "a" * 16000), (200,), OPEN),
    Probe("header-over-16-KiB", get("X-A: " + "a" * 16384), (431,), CLOSED),
    Probe(
        "header-endless",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * 100_000,
        (431,),
        CLOSED,
    ),
    Probe("request-line-endless", b"GET /" + b"a" * 100_000, (414,), CLOSED),
]

TARGETS = [
    Probe("absolute-form", get(target="http://x/healthz"), (200,), OPEN),
    Probe("absolute-form-https", get(target="https://x/healthz"), (200, 400), EITHER),
    Probe("absolute-form-without-path", get(target="http://x"), (200, 404), OPEN),
    Probe("absolute-form-other-scheme", get(target="ftp://x/healthz"), (400, 200), EITHER),
    Probe("asterisk", get(target="*", method="OPTIONS"), (400,), CLOSED),
    Probe("asterisk-get", get(target="*"), (400,), CLOSED),
    Probe("connect", get(target="x:443", method="CONNECT"), (400, 501), CLOSED),
    Probe("connect-path", get(target="/healthz", method="CONNECT"), (400, 501), CLOSED),
    Probe("authority-form", get(target="x:443"), (400,), CLOSED),
    Probe("no-slash", get(target="healthz"), (400,), CLOSED),
    Probe("fragment", get(target="/healthz#part"), (400,), CLOSED),
    Probe("fragment-encoded", get(target="/healthz%23part"), (404,), OPEN),
    Probe("eight-bit", get(target="/h\xe9"), (400,), CLOSED),
    Probe("encoded-nul", get(target="/health%00z"), (400, 404), EITHER),
    Probe("bad-encoding", get(target="/%zz"), (400, 404), EITHER),
    Probe("cut-encoding", get(target="/healthz%2"), (400, 404), EITHER),
    Probe("dots", get(target="/docs/../../../etc/passwd"), (400, 404), EITHER),
    Probe("encoded-dots", get(target="/docs/%2e%2e/%2e%2e/etc/passwd"), (400, 404), EITHER),
    Probe("request-line-8000", get(target="/" + "a" * (7999 - AROUND)), (404,), OPEN),
    Probe("request-line-8001", get(target="/" + "a" * (8000 - AROUND)), (414,), CLOSED),
    Probe("query-8000", get(target="/healthz?" + "a" * (7991 - AROUND)), (200,), OPEN),
    Probe("query-8001", get(target="/healthz?" + "a" * (7992 - AROUND)), (414,), CLOSED),
]

METHODS = [
    Probe("head", get(method="HEAD"), (200,), OPEN, head=True),
    Probe("options", get(method="OPTIONS", target="/chat/register"), (204,), OPEN),
    Probe("unknown-method", get(method="FROB"), (501,), EITHER),
    Probe("lower-case-method", get(method="get"), (501, 400), EITHER),
    Probe("long-method", get(method="A" * 200), (501, 400), EITHER),
    Probe("known-to-others", get(method="PROPFIND"), (405, 501), EITHER),
    Probe("trace", get(method="TRACE"), (405, 501), EITHER),
    Probe("no-token-method", get(method="G(T"), (400, 501), CLOSED),
    Probe("version-2", get(version="HTTP/2.0"), (505,), CLOSED),
    Probe("version-3", get(version="HTTP/3.0"), (505,), CLOSED),
    Probe("version-0.9", get(version="HTTP/0.9"), (505,), CLOSED),
    Probe("version-1.2", get(version="HTTP/1.2"), (200, 505), EITHER),
    Probe("version-1.10", get(version="HTTP/1.10"), (400, 505), CLOSED),
    Probe("version-lower-case", get(version="http/1.1"), (400, 505), CLOSED),
    Probe("version-other", get(version="ICY/1.1"), (400, 505), CLOSED),
    Probe("version-missing", b"GET /healthz\r\n\r\n", (400, 505), CLOSED),
    Probe("version-1.0", get(version="HTTP/1.0"), (200,), CLOSED),
    Probe(
        "version-1.0-keep-alive", get("Connection: keep-alive", version="HTTP/1.0"), (200,), EITHER
    ),
    Probe("connection-close", get("Connection: close"), (200,), CLOSED),
    Probe(
        "expect-continue",
        post("Expect: 100-continue", "Content-Length: 2", body=b"{}"),
        (422,),
        OPEN,
    ),
    Probe(
        "expect-unknown",
        post("Expect: the-impossible", "Content-Length: 2", body=b"{}"),
        (417,),
        EITHER,
    ),
    Probe(
        "h2c-upgrade",
        get(
            "Upgrade: h2c",
            "Connection: Upgrade, HTTP2-Settings",
            "HTTP2-Settings: AAMAAABkAAQAAP__",
        ),
        (200,),
        OPEN,
    ),
]

PAIRS = [
    Probe("cl-te", post("Content-Length: 6", CHUNKED, body=LAST + SMUGGLED), (400,), CLOSED),
    Probe("te-cl", post(CHUNKED, "Content-Length: 3", body=chunk(SMUGGLED) + LAST), (400,), CLOSED),
    Probe("te-te", post(CHUNKED, "Transfer-encoding: cow", body=LAST + SMUGGLED), (400,), CLOSED),
    Probe(
        "cl-cl",
        post("Content-Length: 2", f"Content-Length: {len(SMUGGLED) + 2}", body=b"{}" + SMUGGLED),
        (400,),
        CLOSED,
    ),
    Probe(
        "cl-0-get",
        get(f"Content-Length: {len(SMUGGLED)}", target="/docs") + SMUGGLED,
        (200, 301, 302, 308, 400),
        EITHER,
    ),
    Probe(
        "body-is-a-request", post(f"Content-Length: {len(SMUGGLED)}", body=SMUGGLED), (400,), OPEN
    ),
    Probe("chunk-is-a-request", post(CHUNKED, body=chunk(SMUGGLED) + LAST), (400,), OPEN),
    Probe(
        "te-tab", post("Transfer-Encoding:\tchunked", body=chunk(b"{}") + LAST), (422, 400), EITHER
    ),
    Probe(
        "te-lf-hidden",
        post("X-A: a\nTransfer-Encoding: chunked", "Content-Length: 2", body=b"{}"),
        (400,),
        CLOSED,
    ),
    Probe(
        "length-in-connection",
        post("Connection: content-length", "Content-Length: 2", body=b"{}"),
        (400, 422),
        EITHER,
    ),
]

ALL = HOSTS + TRANSFER + LENGTHS + LINES + TARGETS + METHODS + PAIRS
