// The sender's process, as the bench sees it.

import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { LoadOrder, LoadResult } from "./load-client.ts";
import { HOOKS, SECRET } from "./servers.ts";

/** A sender that is ready. */
export interface Sender {
  /** @throws Error where anything but a 202 was answered. */
  send(order: Omit<LoadOrder, "hook" | "secret">): Promise<LoadResult>;
  close(): void;
}

/** Starts a sender. */
export function openSender(): Sender {
  const child = fork(path.join(import.meta.dirname, "load-client.ts"));
  return {
    async send(order) {
      child.send({ ...order, hook: HOOKS[order.auth], secret: SECRET } satisfies LoadOrder);
      const [result] = (await once(child, "message")) as [LoadResult];
      if (result.faults.length > 0)
        throw new Error(`not all was accepted: ${result.faults.join("; ")}`);
      return result;
    },
    close: () => child.kill("SIGKILL"),
  };
}
