// Starts Swagger UI on this server's own document. A file of its own: the page's policy forbids
// inline scripts.
const root = new URL(".", document.baseURI).href;

// Whichever address the document names, requests from this page are sent to the one that the browser
// shows: the page's policy allows no other.
function servedFromHere(api) {
  const logIn = api.components?.securitySchemes?.login?.flows?.password;
  if (logIn) {
    logIn.tokenUrl = new URL("chat/token", root).href;
    logIn.refreshUrl = logIn.tokenUrl;
  }
  return { ...api, servers: [{ url: root }] };
}

// A socket is no form to fill in: fetch() can't open one. Its description says how.
function isSocket(api, path, method) {
  return api.hasIn(["paths", path, method, "x-websocket"]);
}

window.ui = SwaggerUIBundle({
  url: new URL("openapi.json", root).href,
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayOperationId: false,
  persistAuthorization: true,
  showExtensions: true,
  tryItOutEnabled: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
  plugins: [
    {
      statePlugins: {
        spec: {
          wrapActions: {
            updateJsonSpec: (update) => (api) => update(servedFromHere(api)),
          },
          wrapSelectors: {
            allowTryItOutFor: (allow, { specSelectors }) => (state, path, method) =>
              !isSocket(specSelectors.specJson(), path, method) && allow(state, path, method),
          },
        },
      },
    },
  ],
});
