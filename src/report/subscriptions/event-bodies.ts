// What a change of the ledger means in events. Most changes mean one; some none; an approval that ends means two.

import type { Delivery } from "../../core/records/delivery.ts";
import type { Run } from "../../core/records/run.ts";
import type { Happening } from "../../core/outbound/happening.ts";
import {
  outboundBody,
  rfc3339,
  rfc3339OrNull,
  type OutboundBody,
} from "../../core/outbound/outbound-body.ts";
import type { OutboundEvent } from "../../core/outbound/outbound-events.ts";
import type { Pause } from "../../core/admission/pause.ts";
import { aboutDelivery, deliveryData } from "./delivery-facts.ts";
import { ofSession } from "./session-bodies.ts";
import { ofTask, taskEnded, taskStarted } from "./task-bodies.ts";

type Change<Kind extends Happening["kind"]> = Extract<Happening, { kind: Kind }>;
type ApprovalEvent = Extract<OutboundEvent, `approval.${string}`>;
type EndEvent = "run.succeeded" | "run.failed" | "run.canceled" | "run.interrupted";

/** The events of a change. */
export function bodiesOf(happening: Happening): OutboundBody[] {
  if (happening.kind === "moved") return moved(happening);
  if (happening.kind === "run") return [ofRun(happening), ...taskStarted(happening)];
  if (happening.kind === "pause") return ofPause(happening);
  if (happening.kind === "session") return [ofSession(happening)];
  const { at, delivery } = happening;
  const data = deliveryData(delivery);
  const accepted = outboundBody({
    event: "delivery.accepted",
    at,
    ...aboutDelivery(delivery),
    data,
  });
  return [accepted, ...ofTask("task.created", at, delivery)];
}

function moved(change: Change<"moved">): OutboundBody[] {
  const { before, delivery } = change;
  const bodies: OutboundBody[] = [];
  const approval = approvalEvent(change);
  if (approval !== null) bodies.push(ofApproval(approval, change));
  const isNewHold = before.state !== "held" || before.status !== delivery.status;
  if (delivery.state === "held" && isNewHold) bodies.push(ofHold(change));
  // The end of a run is the run's event.
  const isEnd = delivery.state === "done" && before.state !== "running";
  if (isEnd) bodies.push(ofEnd(change));
  return [...bodies, ...taskEnded(change)];
}

function ofHold({ at, delivery }: Change<"moved">): OutboundBody {
  const { status, reason, heldUntil } = delivery;
  const stopped = { status: status ?? "held", reason, held_until: rfc3339OrNull(heldUntil) };
  const data = { ...deliveryData(delivery), ...stopped };
  return outboundBody({ event: "delivery.held", at, ...aboutDelivery(delivery), data });
}

function ofEnd({ at, delivery }: Change<"moved">): OutboundBody {
  const status = delivery.status ?? "done";
  const event = status.startsWith("error:") ? "delivery.failed" : "delivery.skipped";
  const data = { ...deliveryData(delivery), status, reason: delivery.reason };
  return outboundBody({ event, at, ...aboutDelivery(delivery), data });
}

function approvalEvent({ before, delivery, approved }: Change<"moved">): ApprovalEvent | null {
  const waited = before.state === "held" && before.status === "held:approval";
  const waits = delivery.state === "held" && delivery.status === "held:approval";
  if (waits) return waited ? null : "approval.requested";
  if (!waited) return null;
  if (approved) return "approval.approved";
  if (delivery.status === "skipped:expired") return "approval.expired";
  return delivery.status === "skipped:discarded" ? "approval.denied" : null;
}

function ofApproval(event: ApprovalEvent, { at, before, delivery }: Change<"moved">): OutboundBody {
  const held = event === "approval.requested" ? delivery : before;
  const expires = rfc3339OrNull(held.expiresAt);
  const data = { ...deliveryData(delivery), reason: held.reason, expires_at: expires };
  return outboundBody({ event, at, ...aboutDelivery(delivery), data });
}

function ofRun({ at, run, delivery }: Change<"run">): OutboundBody {
  const { event, entity, source } = delivery;
  const about = {
    id: run.id,
    labels: { hook: run.hookId, source, mode: run.mode, agent: run.agent },
    annotations: { delivery: run.deliveryId, event, entity },
  };
  const started = runData(run, delivery);
  if (run.state === "running")
    return outboundBody({ event: "run.started", at, ...about, data: started });
  const data = { ...started, ...endData(run), goes_on: delivery.state !== "done" };
  return outboundBody({ event: endEvent(run), at, ...about, data });
}

function endEvent({ status }: Run): EndEvent {
  if (status === "success") return "run.succeeded";
  if (status === "error:interrupted") return "run.interrupted";
  const isCanceled = status === "error:stopped" || status?.startsWith("skipped:") === true;
  return isCanceled ? "run.canceled" : "run.failed";
}

function runData(run: Run, { event, entity }: Delivery) {
  return {
    run_id: run.id,
    delivery_id: run.deliveryId,
    hook_id: run.hookId,
    event,
    entity,
    attempt: run.attempt,
    mode: run.mode,
    agent: run.agent,
    started_at: rfc3339(run.startedAt),
  };
}

function endData(run: Run) {
  const { endedAt, startedAt, status, reason, exitCode, signal, sessionId, costUsd, turns } = run;
  const { tokensIn, tokensOut } = run;
  return {
    ended_at: rfc3339OrNull(endedAt),
    duration_ms: endedAt === null ? null : endedAt - startedAt,
    status: status ?? "done",
    error: status === "success" ? null : (reason ?? status),
    exit_code: exitCode,
    signal,
    session_id: sessionId,
    cost_usd: costUsd,
    turns,
    tokens_in: tokensIn,
    tokens_out: tokensOut,
  };
}

function ofPause({ at, pause, ended }: Change<"pause">): OutboundBody[] {
  if (pause.kind === "provider") return [ofAgent(pause, at, ended)];
  if (ended || pause.kind === "all") return [];
  // An entity's name is its hook's id, a space, and the entity.
  const [, hookId = pause.name, entity = null] = /^(\S+) (.*)$/s.exec(pause.name) ?? [];
  const { cause, reason, until } = pause;
  const data = { hook_id: hookId, entity, cause, reason, until: rfc3339OrNull(until) };
  const about = { id: hookId, labels: { hook: hookId, cause }, annotations: { entity } };
  return [outboundBody({ event: "hook.paused", at, ...about, data })];
}

function ofAgent({ name, cause, reason, until }: Pause, at: number, ended: boolean): OutboundBody {
  const event = ended ? "agent.recovered" : "agent.unhealthy";
  const data = { agent: name, cause, reason, until: rfc3339OrNull(until) };
  return outboundBody({ event, at, id: name, labels: { agent: name, cause }, data });
}
