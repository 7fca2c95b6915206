// In: a delivery that waits, and its hook's `when`. Out: what `when` says. The body is read from the
// disk for this alone, so each delivery is asked about once, and again only where `when` was changed.

import type { Condition, ConditionVerdict } from "../core/condition.ts";
import type { Delivery, DeliveryContent } from "../core/delivery.ts";
import { WakehookError } from "../core/errors.ts";
import { matchesEvent } from "../core/event-pattern.ts";
import type { Hook } from "../core/hook.ts";
import type { LedgerPort } from "../core/ledger-port.ts";
import { mediaTypeOf, parsePayload } from "../core/payload.ts";
import type { LoadedHook } from "../core/settings.ts";
import type { Source } from "../core/source.ts";
import type { Waiting } from "./waiting-line.ts";

/** What asking needs from around it. */
export interface AskConditionDeps {
  readonly ledger: Pick<LedgerPort, "delivery" | "content">;
  /** The sender preset of a delivery. */
  readonly findSource: (name: string) => Source | undefined;
}

/** What `when` says; null where it is not asked. */
export type AskCondition = (entry: Waiting, loaded: LoadedHook | null) => ConditionVerdict | null;

const PASSES: ConditionVerdict = { passes: true };

/** Creates the asking; what passed is remembered as long as it waits. */
export function createAskCondition(deps: AskConditionDeps): AskCondition {
  const passed = new WeakMap<Waiting, Condition>();
  return (entry, loaded) => {
    const { hook = null, condition } = loaded ?? {};
    // A replay is the owner's word; what `events` keeps out needs no look at its body.
    if (hook === null || condition === undefined || entry.origin === "replay") return null;
    const { refinements } = deps.findSource(hook.source) ?? {};
    if (!matchesEvent(hook.events, entry.event, refinements)) return null;
    if (passed.get(entry) === condition) return PASSES;
    const verdict = ask(deps, entry, { hook, condition });
    if (verdict.passes) passed.set(entry, condition);
    return verdict;
  };
}

function ask(
  { ledger, findSource }: AskConditionDeps,
  { id, event }: Waiting,
  { hook, condition }: { readonly hook: Hook; readonly condition: Condition },
): ConditionVerdict {
  const delivery = ledger.delivery(id);
  const content = contentOf(ledger, id);
  // What cannot be read is let through: its run ends in an error that says so.
  if (delivery === null || content === null || content.body === null) return PASSES;
  const parsed = payloadOf(findSource(delivery.source), delivery, content.body);
  if (!parsed.ok) return PASSES;
  const { title, mode } = hook;
  const facts = { payload: parsed.payload, event, headers: content.headers };
  return condition({ ...facts, hook: { id: hook.id, title, mode } });
}

function contentOf(ledger: AskConditionDeps["ledger"], id: Waiting["id"]): DeliveryContent | null {
  try {
    return ledger.content(id);
  } catch (thrown) {
    if (thrown instanceof WakehookError && thrown.code === "ledger_damaged") return null;
    throw thrown;
  }
}

function payloadOf(source: Source | undefined, delivery: Delivery, body: Uint8Array) {
  const shapes = source?.bodyShapes ?? ["object"];
  return parsePayload(shapes, mediaTypeOf(delivery.contentType), body);
}
