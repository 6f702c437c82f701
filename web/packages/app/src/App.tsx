import { Invite } from "./pages/Invite.js";
import { Messenger } from "./pages/Messenger.js";
import { Reset } from "./pages/Reset.js";
import { Unreachable } from "./pages/Unreachable.js";
import { Welcome } from "./pages/Welcome.js";
import { place } from "./state/place.js";
import { who } from "./state/session.js";
import { Toasts } from "./ui/Toasts.js";

/** The view that the address and the session ask for. */
export function App() {
  return (
    <>
      <View />
      <Toasts />
    </>
  );
}

function View() {
  const { view } = place.value;
  const { state } = who.value;
  // Within 150 ms nothing is drawn that would be replaced at once.
  if (state === "starting") return null;
  if (place.value.view === "invite")
    return <Invite key={place.value.token} token={place.value.token} />;
  if (view === "reset") return <Reset key={place.value.token} token={place.value.token} />;
  if (state === "unreachable") return <Unreachable />;
  if (who.value.state === "out") return <Welcome ended={who.value.ended} />;
  return <Messenger client={who.value.client} />;
}
