// What the way in promises over a jump of the clock.

import { createHmac } from "node:crypto";
import { BUDGET, STAMP_KEY } from "./clock-hooks.ts";
import type { Prepared, Session } from "./session.ts";

/** Uses a hook's budget up. */
export async function limits({ post }: Session): Promise<Prepared> {
  for (let number = 0; number < BUDGET; number++) await post("limited", `limited-${number}`);
  return async () => {
    const { status } = await post("limited", "over");
    return [{ promised: "the rate window stands", broken: status === 429 ? null : `${status}` }];
  };
}

/** Sends what is sent again, under its id and under another. */
export async function claims({ post }: Session): Promise<Prepared> {
  const payload = { same: "bytes" };
  const first = await post("digest", "one", payload);
  return async () => {
    const byId = await post("digest", "one", { other: "bytes" });
    const byDigest = await post("digest", "two", payload);
    const isKnown = [byId, byDigest].every(
      ({ isDuplicate, deliveryId }) => isDuplicate && deliveryId === first.deliveryId,
    );
    return [{ promised: "no claim expires early", broken: isKnown ? null : "a repeat ran again" }];
  };
}

/** Signs with the time before and after. */
export async function tolerance({ shifted, daemon }: Session): Promise<Prepared> {
  const before = await postStamped(daemon.hooksUrl, Date.now(), "before");
  return async () => {
    const statuses = [
      before,
      await postStamped(daemon.hooksUrl, Date.now(), "by the old time"),
      await postStamped(daemon.hooksUrl, shifted.now(), "by the new time"),
    ];
    const isSo = statuses.join() === "200,401,200";
    return [
      {
        promised: "signatures are judged by the wall clock",
        broken: isSo ? null : statuses.join(),
      },
    ];
  };
}

async function postStamped(url: string, at: number, id: string): Promise<number> {
  const body = JSON.stringify({ type: "wanted.not", id });
  const stamp = String(Math.floor(at / 1000));
  const signature = createHmac("sha256", STAMP_KEY)
    .update(`${id}.${stamp}.${body}`)
    .digest("base64");
  const response = await fetch(`${url}/hooks/stamped`, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": stamp,
      "webhook-signature": `v1,${signature}`,
    },
  });
  await response.arrayBuffer();
  return response.status;
}
