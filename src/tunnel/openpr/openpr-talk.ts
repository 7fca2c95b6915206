// What is said with an OpenPR control plane on one connection. In: tasks. Out: an acknowledgement of each that is on this
// disk, its result when it has ended, and a sign of life every twenty seconds.

import { toError } from "../../core/records/errors.ts";
import type { Passage, PassageResult } from "../../core/records/passage.ts";
import { tunnelVia, type TunnelOf } from "../../core/settings/tunnel.ts";
import {
  readEnvelope,
  unsignedText,
  type EnvelopeFields,
  type ReadEnvelope,
} from "../../core/tunnel/openpr-envelope.ts";
import { isEnvelopeSigned, signEnvelope } from "../../signing/envelope-signature.ts";
import type { DialectDeps } from "../dialect-deps.ts";
import type { Line, Talk, Told } from "../dialect.ts";
import { dispatchedTask, taskNameOf } from "./dispatched-task.ts";
import { newUuid } from "./new-uuid.ts";
import { taskResult } from "./task-result.ts";
import { handInTask } from "./hand-in-task.ts";

/** What a talk with a control plane needs. */
export interface OpenprTalkDeps extends DialectDeps {
  readonly tunnel: TunnelOf<"openpr">;
}

const HEARTBEAT_MS = 20_000;
/** A message that was signed longer ago, or later by our clock, is an old one that somebody sends again. */
const TOLERANCE_SECONDS = 300;
/** Characters of tasks that wait to be handed in; who sends more does not wait for acknowledgements. */
const MOST_WAITING = 16_777_216;
const POLICY = 1008;
const NO_FACTS = { waiting: null, baseUrl: null, clockAheadMs: null, version: null };

type Reason = "invalid_json" | "missing_signature" | "bad_signature";

/** Begins on an open connection; there is no greeting, so it is up at once. */
export function beginOpenprTalk(deps: OpenprTalkDeps, line: Line): Talk {
  const { clock, log, tunnel } = deps;
  const secret = tunnel.hmacSecret ?? null;
  let isOver = false;
  let waiting = 0;
  let handing: Promise<void> = Promise.resolve();
  let beat = clock.setTimer(heartbeat, HEARTBEAT_MS, { unref: true });
  line.up(NO_FACTS);

  return {
    text(message) {
      const envelope = readEnvelope(message);
      if (envelope === null) return refuse("invalid_json", null, "it is no envelope");
      const fault = faultOf(envelope);
      if (fault !== null) return refuse(fault.reason, envelope.id, fault.why);
      // What else a control plane may say is for others.
      if (envelope.type !== "task.dispatch" || isOver) return;
      if (waiting > 0 && waiting + message.length > MOST_WAITING)
        return line.close(POLICY, "too many tasks at once");
      waiting += message.length;
      // One after the other: in the order in which they came.
      handing = handing
        .then(() => take(envelope))
        .catch((thrown: unknown) =>
          log.error("a task could not be handed in", { error: toError(thrown).message }),
        )
        .finally(() => (waiting -= message.length));
    },
    binary: () => refuse("invalid_json", null, "a binary message is no envelope"),
    settingsChanged() {},
    tell,
    lanes: () => [],
    drain() {
      isOver = true;
      return handing;
    },
    gone() {
      isOver = true;
      beat.clear();
    },
  };

  function faultOf(
    envelope: ReadEnvelope,
  ): { readonly reason: Reason; readonly why: string } | null {
    const { sig, ts, unsigned } = envelope;
    if (secret !== null && (sig ?? "") === "")
      return { reason: "missing_signature", why: "it is not signed" };
    if (secret !== null && !isEnvelopeSigned(unsigned, sig, secret))
      return { reason: "bad_signature", why: "its signature is another" };
    const secondsOff = Math.abs(clock.now() / 1000 - ts);
    if (secondsOff > TOLERANCE_SECONDS)
      return { reason: "bad_signature", why: `its time is ${Math.round(secondsOff)} s off` };
    if (envelope.agent_id === tunnel.agentId) return null;
    return { reason: "bad_signature", why: "it is for another agent" };
  }

  async function take({ id, payload, ts }: ReadEnvelope): Promise<void> {
    const event = dispatchedTask(payload, id);
    const passage: Passage = {
      via: tunnelVia(tunnel.name),
      ref: id,
      agoMs: Math.max(0, clock.now() - ts * 1000),
      proven: true,
    };
    const handed = await handInTask(deps, { tunnel, event, passage });
    const { run_id, issue_id } = event.task;
    // Where nothing was kept it is not acknowledged: it is the control plane's still.
    if (handed.kind === "later")
      log.warn("a task could not be kept", { tunnel: tunnel.name, id, reason: handed.reason });
    if (handed.kind === "kept") say("task.ack", { run_id, issue_id, status: "accepted" });
    if (handed.kind === "refused")
      say("task.result", { run_id, issue_id, status: "failed", summary: handed.reason });
  }

  async function tell(result: PassageResult): Promise<Told> {
    const name = taskNameOf(deps.payloadOf(result.deliveryId));
    if (name === null) return { kind: "never", why: "what named the task is not kept any more" };
    say("task.result", { ...name, ...taskResult(result) });
    // There is no word back; but who answers a ping has what was sent before it.
    return (await line.ping()) === null ? { kind: "gone" } : { kind: "noted" };
  }

  function refuse(reason: Reason, msgId: string | null, why: string): void {
    log.warn("a message of a control plane was refused", { tunnel: tunnel.name, reason, why });
    say("error", { reason, msg_id: msgId });
  }

  function heartbeat(): void {
    say("heartbeat", { alive: true });
    beat = clock.setTimer(heartbeat, HEARTBEAT_MS, { unref: true });
  }

  function say(type: string, payload: Readonly<Record<string, unknown>>): void {
    const ts = Math.floor(clock.now() / 1000);
    const id = newUuid(deps.randomness);
    const fields: EnvelopeFields = { id, type, ts, agent_id: tunnel.agentId, payload };
    const unsigned = unsignedText(fields);
    const sig = secret === null ? "" : `,"sig":${JSON.stringify(signEnvelope(unsigned, secret))}`;
    line.send(`${unsigned.slice(0, -1)}${sig}}`);
  }
}
