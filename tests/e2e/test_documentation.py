"""The server's own pages and its OpenAPI document: every link leads somewhere, whether the server is
reached directly or below a path that a proxy takes away.
"""
import functools
import html
import json
import re
import subprocess
import urllib.error
import urllib.request
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from asq_process import REPOSITORY, AsqServer
from prefix_proxy import PrefixProxy


@pytest.fixture(scope="module", params=["direct", "prefix", "public_url"])
def root(request):
    """The address at which a browser finds the server. It knows this address if told: public_url."""
    if request.param == "direct":
        with AsqServer() as server:
            yield f"http://127.0.0.1:{server.port}"
        return
    with PrefixProxy("/chat-server") as proxy:
        args = ["--public-url", proxy.url + "/"] if request.param == "public_url" else []
        with AsqServer(args=args) as server:
            proxy.target = server.port
            yield proxy.url


class Page(HTMLParser):
    """What a page links to, and where in it others may link to."""

    def __init__(self, url):
        super().__init__()
        with urllib.request.urlopen(url, timeout=60) as answer:
            self.url = answer.geturl()
            self.type = answer.headers.get_content_type()
            body = answer.read()
        self.links, self.ids = [], []
        if self.type == "text/html":
            self.feed(body.decode())

    def handle_starttag(self, tag, attrs):
        self.links += [value for name, value in attrs if name in ("href", "src")]
        self.ids += [value for name, value in attrs if name == "id"]


@functools.cache
def page_at(url):
    return Page(url)


def assert_leads_somewhere(root, link):
    """`link`: absolute."""
    address, fragment = urldefrag(link)
    assert address.startswith(root + "/"), f"{link} is not of this server"
    assert not fragment or unquote(fragment) in page_at(address).ids, f"{link} has no such place"
    assert page_at(address).url == address, f"{link} is elsewhere now"


PAGES = ["/", "/i/x", "/c/1", "/c/1/2", "/settings", "/settings/x", "/reset"]


@pytest.mark.parametrize("path", [*PAGES, "/docs", "/docs/", "/docs/errors", "/docs/guide"])
def test_every_link_of_a_page_leads_somewhere(root, path):
    page = page_at(root + path)
    assert page.type == "text/html"
    assert len(set(page.ids)) == len(page.ids)
    assert page.links
    for link in page.links:
        assert_leads_somewhere(root, urljoin(page.url, link))


def document_of(root):
    with urllib.request.urlopen(root + "/openapi.json", timeout=60) as answer:
        return json.load(answer)


def test_the_document_leads_to_the_server(root):
    document = document_of(root)
    server = urljoin(root + "/openapi.json", document["servers"][0]["url"]).rstrip("/")
    assert server == root
    flow = document["components"]["securitySchemes"]["login"]["flows"]["password"]
    for name in ("tokenUrl", "refreshUrl"):
        assert urljoin(server + "/", flow[name]) == root + "/chat/token"


def texts(node):
    """Every description in the document."""
    if isinstance(node, dict):
        yield from (value for key, value in node.items() if key == "description" and isinstance(value, str))
        for value in node.values():
            yield from texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from texts(value)


def test_the_document_leads_to_the_guide(root):
    document = document_of(root)
    server = urljoin(root + "/openapi.json", document["servers"][0]["url"]).rstrip("/")
    assert urljoin(server + "/", document["externalDocs"]["url"]) == root + "/docs/guide"
    links = {link for text in texts(document) for link in re.findall(r"\]\(([^)]*)\)", text)}
    assert len(links) == 2, "one for each socket"
    for link in links:
        assert_leads_somewhere(root, urljoin(root + "/docs", link))


@pytest.mark.parametrize("root", ["direct"], indirect=True)
def test_the_pages_say_how_to_greet_a_socket(root):
    hello = '{"id":1,"type":"hello"'
    with urllib.request.urlopen(root + "/docs/guide", timeout=60) as guide:
        assert hello in html.unescape(guide.read().decode())
    socket = document_of(root)["paths"]["/chat/ws"]["get"]
    assert hello in socket["description"]
    assert "x-websocket" not in " ".join(texts(document_of(root)))


@pytest.mark.parametrize("root", ["public_url"], indirect=True)
def test_the_document_names_the_public_address(root):
    assert document_of(root)["servers"] == [{"url": root}]


@pytest.mark.parametrize("root", ["direct", "public_url"], indirect=True)
@pytest.mark.parametrize("path", ["/nowhere", "/chat/me", "/chat/history/1"])
def test_the_type_of_a_problem_leads_to_its_row(root, path):
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(root + path, timeout=60)
    problem = json.load(refusal.value)
    assert problem["type"].endswith("/docs/errors#" + problem["code"])
    assert_leads_somewhere(root, urljoin(root + path, problem["type"]))


# What web/docs/init.js gives to Swagger UI, on a page below a path. OTHERS: an address that the
# document names, and that this page is not at.
HARNESS = """
const SwaggerUIBundle = Object.assign((settings) => settings, {presets: {apis: "apis"}});
const document = {baseURI: "https://example.com/chat-server/docs#/chats/chat"};
const window = {};
%s
const hooks = window.ui.plugins[0].statePlugins.spec;
const others = "http://10.0.0.1:8000";
const login = {flows: {password: {tokenUrl: others + "/chat/token"}}};
const api = hooks.wrapActions.updateJsonSpec((updated) => updated)(
  {openapi: "3.1.0", servers: [{url: others}], components: {securitySchemes: {login}}});
const paths = {"/chat/ws": "x-websocket", "/chat/me": "summary"};
const specJson = () => ({hasIn: ([, path, , key]) => paths[path] === key});
const allowed = hooks.wrapSelectors.allowTryItOutFor(() => true, {specSelectors: {specJson}});
const tryItOut = Object.keys(paths).map((path) => allowed({}, path, "get"));
console.log(JSON.stringify({url: window.ui.url, api, tryItOut}));
"""


def what_the_page_sets():
    script = (REPOSITORY / "web/docs/init.js").read_text(encoding="utf-8")
    run = subprocess.run(["node", "-e", HARNESS % script], capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def test_the_page_sends_its_requests_to_where_it_comes_from():
    given = what_the_page_sets()
    assert given["url"] == "https://example.com/chat-server/openapi.json"
    assert given["api"]["openapi"] == "3.1.0"
    assert given["api"]["servers"] == [{"url": "https://example.com/chat-server/"}]
    flow = given["api"]["components"]["securitySchemes"]["login"]["flows"]["password"]
    assert flow["tokenUrl"] == flow["refreshUrl"] == "https://example.com/chat-server/chat/token"


def test_a_socket_has_no_form_that_can_only_fail():
    assert what_the_page_sets()["tryItOut"] == [False, True]


@pytest.mark.parametrize("root", ["direct"], indirect=True)
@pytest.mark.parametrize("hook", ["updateJsonSpec", "allowTryItOutFor"])
def test_swagger_ui_knows_the_hooks_that_the_page_uses(root, hook):
    with urllib.request.urlopen(root + "/docs/swagger-ui-bundle.js", timeout=60) as answer:
        assert hook in answer.read().decode()
