// One jump of the wall clock of a running daemon, and what must hold over it.

import { setTimeout as pause } from "node:timers/promises";
import { processorMs } from "../load/daemon-facts.ts";
import { postSigned, type SignedAnswer } from "../load/signed-post.ts";
import { waitUntil } from "../load/wait-until.ts";
import type { TortureContext } from "../part.ts";
import { clockFiles } from "./clock-hooks.ts";
import { fuse, quietHours, retries, timeouts } from "./dispatch-checks.ts";
import { claims, limits, tolerance } from "./ingress-checks.ts";
import { SOON_MS, type Seen, type Session } from "./session.ts";
import { openShiftedHome } from "./shifted-home.ts";

const DAY_MS = 86_400_000;
const CALM_MS = 1000;
const CALM_PROCESSOR_MS = 400;

/** Does it all around one jump. */
export async function jumpOnce(
  context: TortureContext,
  library: string,
  jump: number,
): Promise<Seen[]> {
  const shifted = await openShiftedHome(context, library, clockFiles(Date.now() + jump));
  const daemon = await shifted.spawn();
  const session: Session = {
    shifted,
    daemon,
    jump,
    post: (hookId, key, payload) =>
      postSigned({ url: daemon.hooksUrl, hookId, key, ...(payload && { payload }) }),
  };
  const after = [
    await limits(session),
    await claims(session),
    await fuse(session),
    await retries(session),
    await quietHours(session),
    await timeouts(session),
    await tolerance(session),
  ];
  const kept = await session.post("kept", "kept");
  shifted.shiftTo(jump);
  const seen: Seen[] = [];
  for (const check of after) seen.push(...(await check()));
  seen.push(await calm(session), await retention(session, kept));
  return seen;
}

async function calm({ daemon }: Session): Promise<Seen> {
  const before = processorMs(daemon.pid);
  await pause(CALM_MS);
  const used = processorMs(daemon.pid) - before;
  const broken = used < CALM_PROCESSOR_MS ? null : `${used} ms of ${CALM_MS}`;
  return { promised: "nothing turns in circles", broken };
}

/** A start a month on: the first thing that retention does is to look. */
async function retention(
  { shifted, daemon }: Session,
  { deliveryId }: SignedAnswer,
): Promise<Seen> {
  const { home } = shifted;
  const id = deliveryId ?? "";
  await daemon.kill("SIGKILL");
  shifted.shiftTo(40 * DAY_MS);
  const next = await shifted.spawn();
  const { hooks = [] } = clockFiles(shifted.now());
  await waitUntil(SOON_MS, () => home.delivery(id)?.state === "held");
  await pause(CALM_MS);
  for (const hook of hooks) hook["quiet_end"] = hook["quiet_start"];
  await home.putHooks(hooks);
  const isDone = await waitUntil(SOON_MS, () => home.delivery(id)?.status === "success");
  const status = home.delivery(id)?.status ?? "gone";
  await next.kill("SIGKILL");
  return { promised: "retention takes nothing that waits", broken: isDone ? null : status };
}
