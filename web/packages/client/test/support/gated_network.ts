// WebSocket and fetch of one instance: they stop with it, and go down with it.
import { WebSocket } from "ws";

import type { WebSocketClass, WebSocketLike } from "../../src/platform.js";
import type { Gate } from "./gate.js";

/** `change`: each text of the server passes through it first. */
export function gatedWebSocket(gate: Gate, change = (text: string) => text): WebSocketClass {
  return class implements WebSocketLike {
    onopen: ((event: never) => void) | null = null;
    onmessage: ((event: { data: unknown }) => void) | null = null;
    onclose: ((event: { code: number; reason: string }) => void) | null = null;
    onerror: ((event: never) => void) | null = null;
    readonly #inner: WebSocket;

    constructor(url: string, protocols: string[]) {
      const inner = new WebSocket(url, protocols);
      gate.token = protocols.find((one) => one.startsWith("bearer."))?.slice(7) ?? gate.token;
      this.#inner = inner;
      inner.on("open", () => {
        gate.note("socket opened");
        gate.run(() => this.onopen?.({} as never));
      });
      inner.on("message", (data: Buffer) => {
        const text = data.toString();
        if (/"type":"(hello|live|resync|error)"/.test(text)) gate.note(`< ${text}`);
        gate.run(() => this.onmessage?.({ data: change(text) }));
      });
      inner.on("close", (code, reason) => {
        gate.note(`socket closed ${code}`);
        gate.run(() => this.onclose?.({ code, reason: reason.toString() }));
      });
      inner.on("error", () => {
        gate.run(() => this.onerror?.({} as never));
      });
      gate.onDeath(() => {
        inner.terminate();
      });
    }

    get readyState(): number {
      return this.#inner.readyState;
    }
    send(text: string): void {
      if (text.includes('"hello"')) gate.note(`> ${text}`);
      if (!gate.dead) this.#inner.send(text);
    }
    close(code?: number): void {
      this.#inner.close(code);
    }
  };
}

/** `change`: each answer passes through it first. */
export function gatedFetch(
  gate: Gate,
  change = (_path: string, answer: Response): Promise<Response> => Promise.resolve(answer),
): typeof fetch {
  return async (input, init) => {
    const controller = new AbortController();
    const abort = () => {
      controller.abort();
    };
    init?.signal?.addEventListener("abort", abort);
    gate.onDeath(abort);
    const path = new URL(typeof input === "string" ? input : "").pathname;
    const asked = `${init?.method ?? "GET"} ${path}`;
    gate.note(asked);
    const { authorization } = Object.fromEntries(new Headers(init?.headers));
    gate.token = authorization?.slice(7) ?? gate.token;
    try {
      const answer = await fetch(input, { ...init, signal: controller.signal });
      const text = await answer.text();
      const { status, headers } = answer;
      gate.note(`${asked}: ${status}`);
      await gate.pass();
      const body = status === 204 ? null : text;
      return await change(path, new Response(body, { status, headers }));
    } catch (error) {
      gate.note(`${asked}: ${String(error)}`);
      await gate.pass();
      throw error;
    } finally {
      init?.signal?.removeEventListener("abort", abort);
    }
  };
}
