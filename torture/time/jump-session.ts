// One jump of the wall clock of a running daemon, and what must hold over it.

import { createHmac } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { LiveChild } from "../../test/e2e/open-home.ts";
import { processorMs } from "../load/daemon-facts.ts";
import { postSigned, type SignedAnswer } from "../load/signed-post.ts";
import { waitUntil } from "../load/wait-until.ts";
import type { TortureContext } from "../part.ts";
import { BUDGET, clockFiles, FUSE_RUNS, STAMP_KEY } from "./clock-hooks.ts";
import { openShiftedHome, type ShiftedHome } from "./shifted-home.ts";

/** What was seen of one promise: in words where it was broken, else null. */
export type Broken = string | null;

/** One promise and what became of it. */
export interface Seen {
  readonly promised: string;
  readonly broken: Broken;
}

interface Session {
  readonly shifted: ShiftedHome;
  readonly daemon: LiveChild;
  readonly jump: number;
  readonly post: (
    hookId: string,
    key: string,
    payload?: Record<string, unknown>,
  ) => Promise<SignedAnswer>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Much more than any of it takes; a loaded machine is slow. */
const SOON_MS = 20_000;
/** A run with a timeout of a second ends by then, also where its end is written late. */
const TIMED_OUT_WITHIN_MS = 8000;
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

/** Each does its part before the jump, and gives what is looked at after it. */
type Prepared = () => Promise<Seen[]>;

async function limits({ post }: Session): Promise<Prepared> {
  for (let number = 0; number < BUDGET; number++) await post("limited", `limited-${number}`);
  return async () => {
    const { status } = await post("limited", "over");
    return [{ promised: "the rate window stands", broken: status === 429 ? null : `${status}` }];
  };
}

async function claims({ post }: Session): Promise<Prepared> {
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

async function fuse({ shifted: { home }, post }: Session): Promise<Prepared> {
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

async function retries({ shifted: { home }, post }: Session): Promise<Prepared> {
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
async function quietHours({ shifted: { home }, jump, post }: Session): Promise<Prepared> {
  const running = await post("quiet", "running");
  const waiting = await post("quiet", "waiting");
  const statusOf = ({ deliveryId }: SignedAnswer) => home.delivery(deliveryId ?? "")?.status;
  const isInto = Math.abs(jump) < DAY_MS;
  return async () => {
    const wanted = isInto ? "held:quiet_hours" : "success";
    // At one o'clock tomorrow it is as quiet as it is today: the window lies around the hour of the jump.
    const expected = isInto || statusOf(running) !== "held:quiet_hours" ? wanted : undefined;
    if (expected === undefined) return [];
    const isSo = await waitUntil(SOON_MS, () => statusOf(waiting) === expected);
    const broken = isSo ? null : `${statusOf(waiting) ?? "no status"} for ${expected}`;
    return [{ promised: "quiet hours are asked again", broken }];
  };
}

async function timeouts({ shifted: { home }, jump, post }: Session): Promise<Prepared> {
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

async function tolerance({ shifted, daemon }: Session): Promise<Prepared> {
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
