import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/ui.css";
import "./styles/pages.css";
import "./styles/messenger.css";
import "./styles/conversation.css";
import "./styles/message.css";
import "./styles/dialog.css";
import "./styles/sidebar.css";
import "./styles/settings.css";
import "./styles/details.css";

import { render } from "preact";

import { App } from "./App.js";
import { reloadForMissingPart } from "./state/version.js";
import { start } from "./state/session.js";

const box = document.getElementById("app");
if (!box) throw new Error("index.html has no #app");
render(<App />, box);
addEventListener("vite:preloadError", () => void reloadForMissingPart());
void start();
