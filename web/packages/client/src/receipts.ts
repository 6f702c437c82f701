// Who waits for a message to be acknowledged. The outbox goes on without anybody waiting.
import { ClientClosed, Refusal, Withdrawn } from "./problems.js";
import type { SendProblem } from "./outgoing.js";
import type { Message } from "./types.js";

interface Receipt {
  promise: Promise<Message>;
  resolve: (message: Message) => void;
  reject: (error: Error) => void;
}

export class Receipts {
  readonly #waiting = new Map<string, Receipt>(); // by client_id

  /** All who wait for the same message get the same answer. */
  wait(client_id: string): Promise<Message> {
    const known = this.#waiting.get(client_id);
    if (known) return known.promise;
    let resolve: Receipt["resolve"] = () => undefined;
    let reject: Receipt["reject"] = () => undefined;
    const promise = new Promise<Message>((...settle) => {
      [resolve, reject] = settle;
    });
    // It may be refused before anybody waits for it.
    promise.catch(() => undefined);
    this.#waiting.set(client_id, { promise, resolve, reject });
    return promise;
  }

  acknowledged(client_id: string, message: Message): void {
    this.#take(client_id)?.resolve(message);
  }
  refused(client_id: string, problem: SendProblem): void {
    this.#take(client_id)?.reject(new Refusal({ ...problem, retryable: false }));
  }
  withdrawn(client_id: string): void {
    this.#take(client_id)?.reject(new Withdrawn());
  }
  failed(client_id: string, error: Error): void {
    this.#take(client_id)?.reject(error);
  }

  close(): void {
    for (const client_id of [...this.#waiting.keys()]) this.failed(client_id, new ClientClosed());
  }

  #take(client_id: string): Receipt | undefined {
    const receipt = this.#waiting.get(client_id);
    this.#waiting.delete(client_id);
    return receipt;
  }
}
