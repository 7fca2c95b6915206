// What dispatch and reports promise over a jump of the clock.

import type { SignedAnswer } from "../load/signed-post.ts";
import { waitUntil } from "../load/wait-until.ts";
import { FUSE_RUNS } from "./clock-hooks.ts";
import { SOON_MS, type Prepared, type Session } from "./session.ts";

const DAY_MS = 86_400_000;
/** A run with a timeout of a second ends by then, also where its end is written late. */
const TIMED_OUT_WITHIN_MS = 8000;

/** Runs an entity as often as its fuse allows. */
export async function fuse({ shifted: { home }, post }: Session): Promise<Prepared> {
  const statusAfter = async (key: string): Promise<string | null> => {
    const { deliveryId } = await post("fused", key, { thing: "a", key });
    const isSettled = (): boolean => home.delivery(deliveryId ?? "")?.status != null;
    await waitUntil(SOON_MS, isSettled);
    return home.delivery(deliveryId ?? "")?.status ?? null;
  };
  for (let run = 0; run < FUSE_RUNS; run++) await statusAfter(`before-${run}`);
  return async () => {
    const statuses: Array<string | null> = [];
    for (let run = 0; run <= FUSE_RUNS; run++) statuses.push(await statusAfter(`after-${run}`));
    const isBlown = statuses.at(-1) === "held:paused";
    return [{ promised: "the fuse blows", broken: isBlown ? null : statuses.join(", ") }];
  };
}

/** Has a report fail once. */
export async function retries({ shifted: { home }, post }: Session): Promise<Prepared> {
  const { deliveryId } = await post("told", "told");
  const reports = () => home.reports(deliveryId ?? "");
  await waitUntil(SOON_MS, () => reports().some(({ attempts }) => attempts === 1));
  return async () => {
    const isSent = await waitUntil(SOON_MS, () => reports()[0]?.state === "sent");
    const broken = isSent ? null : JSON.stringify(reports());
    return [{ promised: "a report's next try leaves in its time", broken }];
  };
}

/** Where the jump leads into the quiet hours: what waits behind a run is asked again. */
export async function quietHours({ shifted: { home }, jump, post }: Session): Promise<Prepared> {
  if (Math.abs(jump) >= DAY_MS) return async () => [];
  await post("quiet", "running");
  const { deliveryId } = await post("quiet", "waiting");
  const status = () => home.delivery(deliveryId ?? "")?.status;
  return async () => {
    const isHeld = await waitUntil(SOON_MS, () => status() === "held:quiet_hours");
    const broken = isHeld ? null : (status() ?? "it still waits");
    return [{ promised: "quiet hours are asked again", broken }];
  };
}

/** Starts one run that hangs, and one with the longest timeout. */
export async function timeouts({ shifted: { home }, jump, post }: Session): Promise<Prepared> {
  const late = await post("late", "late");
  const patient = await post("patient", "patient");
  const stateOf = ({ deliveryId }: SignedAnswer) => home.delivery(deliveryId ?? "");
  return async () => {
    const isEnded = await waitUntil(SOON_MS, () => stateOf(late)?.state === "done");
    const isSuccess = await waitUntil(SOON_MS, () => stateOf(patient)?.status === "success");
    const [run] = home.runs(late.deliveryId ?? "");
    const took = (run?.endedAt ?? 0) - (run?.startedAt ?? 0);
    // A clock put forward meanwhile is seen in the row, one put back is not.
    const isInTime = [took, took - jump].some((ms) => ms > 0 && ms < TIMED_OUT_WITHIN_MS);
    return [
      {
        promised: "a timeout holds",
        broken: isEnded && isInTime ? null : `${took} ms, ${stateOf(late)?.state}`,
      },
      {
        promised: "a timeout of a week does not end a run at once",
        broken: isSuccess ? null : String(stateOf(patient)?.status),
      },
    ];
  };
}
