"""What docs/openapi.json says of an answer, held against the answer itself."""
import copy
import functools
import json
import pathlib

import jsonschema

DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "docs" / "openapi.json"
PROBLEM = "application/problem+json"

# HTTP's own, and what protects browsers. All other fields of an answer are in the document.
UNSAID = {
    "date", "content-length", "content-type", "connection", "cache-control", "content-security-policy",
    "x-content-type-options", "referrer-policy", "vary", "access-control-allow-origin",
    "access-control-expose-headers",
}  # fmt: skip
# What `default` stands for. The status of every other answer is named by its operation.
ANY_REQUEST = {405, 408, 414, 417, 429, 431, 501, 503, 505}
CODES_OF_ANY = {"method_not_allowed", "bad_request", "rate_limited", "overloaded"}


def closed(node):
    """The same schemas, taking no field that they do not name."""
    if isinstance(node, dict):
        node = {key: closed(value) for key, value in node.items()}
        if "properties" in node and "type" in node:
            node.setdefault("additionalProperties", False)
    elif isinstance(node, list):
        node = [closed(value) for value in node]
    return node


class Contract:
    """An OpenAPI document, its references to headers and responses followed."""

    def __init__(self, document):
        self.document = document
        self.components = document["components"]
        schemas = closed(copy.deepcopy(self.components["schemas"]))
        self.closed = {"components": {"schemas": schemas}}
        self._validators = {}
        self.patterns = {path: path.split("/") for path in document["paths"]}

    def followed(self, node):
        while "$ref" in node:
            _, *names = node["$ref"].split("/")
            node = functools.reduce(dict.get, names, self.document)
        return node

    def operations(self):
        """(method, path, operation) of each."""
        for path, item in self.document["paths"].items():
            for method, operation in item.items():
                yield method.upper(), path, operation

    def path_of(self, target):
        """The pattern that a request's target fits; words before parameters. None: there is none."""
        given = target.partition("?")[0].split("/")

        def fits(pattern):
            return len(pattern) == len(given) and all(
                word == is_ or (word.startswith("{") and is_) for word, is_ in zip(pattern, given)
            )

        found = [path for path, pattern in self.patterns.items() if fits(pattern)]
        return min(found, key=lambda path: path.count("{"), default=None)

    def operation(self, method, target):
        path = self.path_of(target)
        return None if path is None else self.document["paths"][path].get(method.lower())

    def body_schema(self, operation):
        """Of the one kind of body that the operation takes; None: it takes none."""
        if "requestBody" not in operation:
            return None
        (content,) = operation["requestBody"]["content"].values()
        return self.followed(content["schema"])

    def check(self, method, target, response):
        """Asserts that the document allows the answer. False: it does not know the operation."""
        operation = self.operation(method, target)
        if operation is None:
            return False
        where = f"{method} {target}: {response}"
        named = operation["responses"].get(str(response.status))
        assert named or response.status in ANY_REQUEST, f"not in the document: {where}"
        described = self.followed(named or operation["responses"]["default"])
        self.check_headers(described.get("headers", {}), response.headers, where)
        self._check_body(described.get("content"), response, where)
        return True

    def check_headers(self, described, headers, where):
        described = {name.lower(): self.followed(header) for name, header in described.items()}
        sent = {name.lower(): value for name, value in headers.items()}
        assert set(sent) <= set(described) | UNSAID, f"not in the document: {where} {sent}"
        for name, header in described.items():
            assert name in sent or not header.get("required"), f"no {name}: {where}"
            if name in sent and header["schema"]["type"] == "integer":
                assert int(sent[name]) >= 0, f"{name}: {where}"

    def _check_body(self, content, response, where):
        if content is None:
            assert not response.body, f"a body: {where}"
            return
        kind = response.headers["Content-Type"].partition(";")[0]
        assert kind in content, f"{kind}: {where}"
        if kind == "text/plain":
            return
        told = json.loads(response.body)
        wrong = jsonschema.exceptions.best_match(self._validator(content[kind]["schema"]).iter_errors(told))
        assert wrong is None, f"{wrong.json_path}: {wrong.message}: {where}"
        if kind == PROBLEM:
            codes = set(content[kind]["examples"])
            codes |= CODES_OF_ANY if response.status in ANY_REQUEST else set()
            assert told["code"] in codes, f"not in the document: {where}"

    def _validator(self, schema):
        key = json.dumps(schema)
        if key not in self._validators:
            self._validators[key] = jsonschema.Draft202012Validator({**schema, **self.closed})
        return self._validators[key]


@functools.cache
def committed():
    """Of the committed document, which is what the server serves."""
    return Contract(json.loads(DOCUMENT.read_text(encoding="utf-8")))
