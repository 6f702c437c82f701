// Who waits for a message to be acknowledged. The outbox goes on without anybody waiting.
import type { Clock } from "./platform.js";
import { ClientClosed, Refusal, Withdrawn } from "./problems.js";
import type { SendProblem } from "./outgoing.js";
import type { Message } from "./types.js";

interface Receipt {
  text: string;
  promise: Promise<Message>;
  resolve: (message: Message) => void;
  reject: (error: Error) => void;
  stop?: () => void; // it is known to be gone
}

// For what tells how it went: the message itself, or who has withdrawn it.
const kAfterGone = 30_000;

export class Receipts {
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Receipt>(); // by chat and client_id

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** All who wait for the same message get the same answer. */
  wait(name: string, text: string): Promise<Message> {
    const known = this.#waiting.get(name);
    if (known) return known.promise;
    let resolve: Receipt["resolve"] = () => undefined;
    let reject: Receipt["reject"] = () => undefined;
    const promise = new Promise<Message>((...settle) => {
      [resolve, reject] = settle;
    });
    // It may be refused before anybody waits for it.
    promise.catch(() => undefined);
    this.#waiting.set(name, { text, promise, resolve, reject });
    return promise;
  }

  acknowledged(name: string, message: Message): void {
    this.#take(name)?.resolve(message);
  }
  /** The message itself has come, or another instance says so. */
  heard(name: string, message: Message): void {
    const receipt = this.#waiting.get(name);
    if (receipt && mayBe(message, receipt.text)) this.acknowledged(name, message);
  }
  refused(name: string, problem: SendProblem): void {
    this.#take(name)?.reject(new Refusal({ ...problem, retryable: false }));
  }
  withdrawn(name: string): void {
    this.#take(name)?.reject(new Withdrawn());
  }
  /** It is in the outbox no more, and nobody has said why: what is not sent then was withdrawn. */
  gone(name: string): void {
    const receipt = this.#waiting.get(name);
    if (!receipt || receipt.stop) return;
    receipt.stop = this.#clock.after(kAfterGone, () => {
      this.withdrawn(name);
    });
  }
  failed(name: string, error: Error): void {
    this.#take(name)?.reject(error);
  }

  close(): void {
    for (const name of [...this.#waiting.keys()]) this.failed(name, new ClientClosed());
  }

  #take(name: string): Receipt | undefined {
    const receipt = this.#waiting.get(name);
    this.#waiting.delete(name);
    receipt?.stop?.();
    return receipt;
  }
}

/** The echo of an earlier one under the same client_id may come late. */
export function mayBe(message: Message, text: string): boolean {
  return message.text === text || message.edited_at !== undefined || message.deleted === true;
}
