// An OpenClaw gateway: one of its agents runs the prompt. First the gateway lets the run in, then it is asked with the same
// key how it ended: again and again, because its answer may stay away for long behind the time that was given.

import { readFile } from "node:fs/promises";
import type { WakeAnswer, WakeCall, WakeTarget } from "../core/ports/wake-port.ts";
import type { Lookup } from "../outbound/resolve-target.ts";
import type { Clock } from "../system/clock.ts";
import {
  askGateway,
  GATEWAY_BODY_BYTES,
  gatewayBody,
  type GatewayAnswer,
  type GatewayCall,
} from "./openclaw-call.ts";

/** What waking a gateway needs. */
export interface OpenClawDeps {
  readonly clock: Clock;
  readonly lookup: Lookup;
}

const SECOND_MS = 1000;
/** Longest wait for one answer; then the gateway is asked anew. */
const ASK_MS = 60_000;
/** Between two questions to a gateway that cannot be reached. */
const PAUSE_MS = 2000;
/** The gateway counts the time of the turn alone. */
const BEHIND_MS = 30_000;

/** Makes the way to wake gateways. */
export function createOpenClaw(deps: OpenClawDeps): WakeTarget<"openclaw"> {
  return async (call) => {
    const question = await questionOf(call);
    const body = gatewayBody({ ...question, waits: true });
    if (Buffer.byteLength(body) > GATEWAY_BODY_BYTES)
      return failed("the prompt is longer than the 256 KiB that a gateway takes");
    const admitted = await askGateway(deps, {
      ...question,
      waits: false,
      timeoutMs: call.target.ackSeconds * SECOND_MS,
    });
    if (admitted.kind === "refused") return { ...failed(admitted.fault), again: admitted.passing };
    if (admitted.kind === "none") return { ...failed(admitted.fault), again: !call.signal.aborted };
    call.ack.note("accepted", null);
    return waitForEnd(deps, call, question);
  };
}

type Question = Omit<GatewayCall, "waits" | "timeoutMs">;

async function questionOf({
  target,
  request,
  key,
  promptFile,
  signal,
}: WakeCall<"openclaw">): Promise<Question> {
  return {
    target,
    key,
    message: await readFile(promptFile, "utf8"),
    name: request.hook.title,
    timeoutSeconds: Math.max(1, Math.floor(target.timeoutSeconds ?? request.hook.timeoutSeconds)),
    signal,
  };
}

async function waitForEnd(
  deps: OpenClawDeps,
  { signal }: WakeCall<"openclaw">,
  question: Question,
): Promise<WakeAnswer> {
  const { clock } = deps;
  const end = clock.monotonic() + question.timeoutSeconds * SECOND_MS + BEHIND_MS;
  for (;;) {
    const leftMs = end - clock.monotonic();
    if (signal.aborted) return accepted("it was ended from outside");
    if (leftMs <= 0) return accepted(`its run did not end within ${question.timeoutSeconds} s`);
    const timeoutMs = Math.min(leftMs, ASK_MS);
    const answer = await askGateway(deps, { ...question, waits: true, timeoutMs });
    const read = readEnd(answer);
    if (read !== null) return read;
    if (answer.kind !== "run") await pause(clock, Math.min(leftMs, PAUSE_MS), signal);
  }
}

/** null: it is not known yet. */
function readEnd(answer: GatewayAnswer): WakeAnswer | null {
  if (answer.kind === "none") return null;
  if (answer.kind === "refused") return answer.passing ? null : accepted(answer.fault);
  const { runId, completion } = answer;
  if (completion === null)
    return accepted(`its gateway does not say how runs end: OpenClaw 2026.9 or newer does`);
  const { status, reply } = completion;
  if (status !== "ok") return finished("", `its run ended with ${status} (${runId})`);
  if (reply === "empty") return finished("", `its agent said nothing (${runId})`);
  if (reply === "silent") return finished(`[SILENT] its agent had nothing to say (${runId})`);
  return finished(`OpenClaw's agent has answered. Its words stay in the gateway (${runId}).`);
}

function failed(fault: string): WakeAnswer {
  return { level: null, answer: "", fault };
}

function accepted(fault: string): WakeAnswer {
  return { level: "accepted", answer: "", fault };
}

function finished(answer: string, fault?: string): WakeAnswer {
  return { level: "finished", answer, ...(fault === undefined ? {} : { fault }) };
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      timer.clear();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = clock.setTimer(end, ms);
    signal.addEventListener("abort", end, { once: true });
  });
}
