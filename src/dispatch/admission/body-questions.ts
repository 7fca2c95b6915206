// In: a delivery that waits, and its hook's conditions and trust. Out: what they say of its body. The body is read
// from the disk for this alone, so each delivery is asked about once, and again only where the question was changed.

import type { Condition, ConditionVerdict } from "../../core/settings/condition.ts";
import type { Delivery, DeliveryContent, HeaderList } from "../../core/records/delivery.ts";
import { WakehookError } from "../../core/records/errors.ts";
import type { Hook } from "../../core/settings/hook.ts";
import type { LedgerPort } from "../../core/ports/ledger-port.ts";
import { mediaTypeOf, parsePayload } from "../../core/events/payload.ts";
import type { Source } from "../../core/events/source.ts";
import { trustOf, type TrustVerdict } from "../../core/admission/trust.ts";
import type { Waiting } from "../waiting/waiting-line.ts";

/** What asking needs from around it. */
export interface BodyQuestionsDeps {
  readonly ledger: Pick<LedgerPort, "delivery" | "content">;
  /** The sender preset of a delivery. */
  readonly findSource: (name: string) => Source | undefined;
}

/** Questions to the body of a delivery. */
export interface BodyQuestions {
  /** What a condition of the hook says. What cannot be read passes: its run ends in an error that says so. */
  condition(entry: Waiting, hook: Hook, condition: Condition): ConditionVerdict;
  /** What `trust` says of the author; a body that cannot be read is nobody's. */
  trust(entry: Waiting, hook: Hook, trust: Readonly<Record<string, string>>): TrustVerdict;
}

interface Body {
  readonly payload: unknown;
  readonly headers: HeaderList;
}

const PASSES: ConditionVerdict = { passes: true };

/** Creates the asking; answers are remembered as long as the delivery waits. */
export function createBodyQuestions(deps: BodyQuestionsDeps): BodyQuestions {
  /** Per entry: an answer per question; questions are the same object as long as their text is the same. */
  const answers = new WeakMap<Waiting, Map<object, unknown>>();

  function once<Answer>(entry: Waiting, question: object, ask: () => Answer): Answer {
    const known = answers.get(entry) ?? new Map<object, unknown>();
    answers.set(entry, known);
    if (!known.has(question)) known.set(question, ask());
    return known.get(question) as Answer;
  }

  return {
    condition: (entry, hook, condition) =>
      once(entry, condition, () => {
        const body = readBody(deps, entry);
        if (body === null) return PASSES;
        const { id, title, mode } = hook;
        return condition({ ...body, event: entry.event, hook: { id, title, mode } });
      }),
    trust: (entry, hook, trust) =>
      once(entry, trust, () =>
        trustOf(trust, readBody(deps, entry)?.payload, deps.findSource(hook.source)?.authors),
      ),
  };
}

function readBody({ ledger, findSource }: BodyQuestionsDeps, { id }: Waiting): Body | null {
  const delivery = ledger.delivery(id);
  const content = contentOf(ledger, id);
  if (delivery === null || content === null || content.body === null) return null;
  const parsed = payloadOf(findSource(delivery.source), delivery, content.body);
  return parsed.ok ? { payload: parsed.payload, headers: content.headers } : null;
}

function contentOf(ledger: BodyQuestionsDeps["ledger"], id: Waiting["id"]): DeliveryContent | null {
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
