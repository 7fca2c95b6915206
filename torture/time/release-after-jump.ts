// What quiet hours hold is let go when the clock jumps past their end: it is looked at every 30 seconds.

import { postSigned } from "../load/signed-post.ts";
import { waitUntil } from "../load/wait-until.ts";
import type { Row, TortureContext } from "../part.ts";
import { clockFiles } from "./clock-hooks.ts";
import { openShiftedHome } from "./shifted-home.ts";

const HOUR_MS = 3_600_000;
const HELD_WITHIN_MS = 10_000;
const LOOK_MS = 30_000;
const LATE_MS = 10_000;

/** Takes the better part of a minute. */
export async function releaseAfterJump(context: TortureContext, library: string): Promise<Row> {
  const shifted = await openShiftedHome(context, library, clockFiles(Date.now()));
  const { hooksUrl } = await shifted.spawn();
  const { deliveryId } = await postSigned({ url: hooksUrl, hookId: "quiet", key: "quiet" });
  const statusIs = (status: string, withinMs: number): Promise<boolean> =>
    waitUntil(withinMs, () => shifted.home.delivery(deliveryId ?? "")?.status === status);
  const isHeld = await statusIs("held:quiet_hours", HELD_WITHIN_MS);
  shifted.shiftTo(HOUR_MS);
  const jumped = performance.now();
  const isRun = await statusIs("success", LOOK_MS + LATE_MS);
  const seconds = ((performance.now() - jumped) / 1000).toFixed(1);
  return {
    fault: "the clock jumps over the end of quiet hours",
    times: 1,
    promised: `looked at every ${LOOK_MS / 1000} s: what they held runs within ${(LOOK_MS + LATE_MS) / 1000} s`,
    seen: `${isHeld ? "held" : "NOT held"}; ${isRun ? `run after ${seconds} s` : "NOT run"}`,
    kept: isHeld && isRun,
  };
}
