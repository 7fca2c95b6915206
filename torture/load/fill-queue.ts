// Deliveries that wait behind a run that does not end.

import { Agent } from "node:http";
import { aTarget, type HomeFiles } from "../../test/e2e/open-home.ts";
import { NO_LIMITS } from "./load-bench.ts";
import { postSigned, signedHook, type SignedAnswer } from "./signed-post.ts";

const SENDERS = 16;
/** No two calls send the same delivery. */
let fills = 0;

/** A home with a hook `blocked`, of which only the first delivery runs. */
export function blockedFiles(maxQueued: number): HomeFiles {
  return {
    hooks: [
      signedHook("probe"),
      signedHook("blocked", { events: null, to: ["sleeper"], timeout_seconds: 3600 }),
    ],
    config: {
      webhooks: { ...NO_LIMITS, max_queued: maxQueued },
      features: { commands: true },
      targets: [aTarget("sleeper", "cat >/dev/null; sleep 600")],
    },
  };
}

/** Posts so many to the hook `blocked`, as fast as they are answered. */
export async function fillQueue(
  url: string,
  count: number,
  bytes: number,
): Promise<SignedAnswer[]> {
  const answers: SignedAnswer[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: SENDERS });
  const fill = fills++;
  let next = 0;
  const loops = Array.from({ length: SENDERS }, async () => {
    while (next < count)
      answers.push(
        await postSigned({ url, hookId: "blocked", key: `queued-${fill}-${next++}`, bytes, agent }),
      );
  });
  await Promise.all(loops);
  agent.destroy();
  return answers;
}
