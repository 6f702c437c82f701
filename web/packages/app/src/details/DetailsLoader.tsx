import type { Client } from "asq-client";
import { useEffect, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { closeDetails } from "../state/details.js";
import { Button, IconButton } from "../ui/Button.js";
import type { DetailsProps } from "./Details.js";

type Page = (props: DetailsProps) => preact.JSX.Element | null;
// Loaded once.
let known: Page | undefined;

/** The details are no part of the first load. */
export function DetailsLoader({ client, id }: { client: Client; id: number }) {
  const [page, setPage] = useState<{ Page: Page } | undefined>(known && { Page: known });
  const [failed, setFailed] = useState(false);
  const load = () => {
    setFailed(false);
    import("./Details.js").then(
      ({ Details }) => {
        known = Details;
        setPage({ Page: Details });
      },
      () => {
        setFailed(true);
      },
    );
  };
  useEffect(() => {
    if (!page) load();
  }, []);
  return (
    <>
      <div class="details-scrim" onClick={closeDetails} />
      {page ? (
        <page.Page key={id} client={client} id={id} />
      ) : (
        <Empty failed={failed} load={load} />
      )}
    </>
  );
}

function Empty({ failed, load }: { failed: boolean; load: () => void }) {
  const say = words.value;
  return (
    <aside class="details" aria-label={say.details}>
      <header class="details-head">
        <h2>{say.details}</h2>
        <IconButton icon="x" label={say.close} onClick={closeDetails} />
      </header>
      {failed && (
        <div class="details-failed">
          <p>{say.unreachable}</p>
          <Button onClick={load}>{say.tryAgain}</Button>
        </div>
      )}
    </aside>
  );
}
