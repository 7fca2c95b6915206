// What subscriptions are told: every event with the fields of its data, from the table of the code.

import {
  OUTBOUND_EVENT_NAMES,
  OUTBOUND_EVENTS,
  type OutboundEvent,
} from "../../src/core/outbound/outbound-events.ts";
import { toJsonSchema } from "../../src/core/settings/schema-fields.ts";
import { SUBSCRIPTION_HEALTH } from "../../src/core/settings/subscription-view.ts";
import { SIGNATURE_SCHEMES } from "../../src/core/settings/subscription.ts";
import { sampleBody } from "../../src/report/subscriptions/sample-body.ts";
import { code, page, table, words } from "./markdown.ts";

const AT = Date.UTC(2026, 0, 31, 12);

/** Events, schemes and what health means. */
export function eventsPage(): string {
  const events = OUTBOUND_EVENT_NAMES.map((event) => [
    code(event),
    words(OUTBOUND_EVENTS[event].meaning),
    code(OUTBOUND_EVENTS[event].resource),
  ]);
  const example = JSON.stringify(sampleBody("run.failed", AT), null, 2);
  return page("Events of subscriptions", [
    table(["event", "when", "`resource.type`"], events),
    "Every body has this form. `resource.labels` are short and fit for a choice, `resource.annotations` may be long:",
    `\`\`\`text\n${example}\n\`\`\``,
    "What stands in `data`; a field that may be `null` is there all the same:",
    ...OUTBOUND_EVENT_NAMES.map(fieldsOf),
    "## Signatures",
    table(["`sign`", "headers"], rowsOf(SIGNATURE_SCHEMES)),
    "## Health",
    table(["health", "meaning"], rowsOf(SUBSCRIPTION_HEALTH)),
  ]);
}

function fieldsOf(event: OutboundEvent): string {
  const { properties = {} } = toJsonSchema(OUTBOUND_EVENTS[event].data) as {
    properties?: Record<
      string,
      { type?: string | string[]; anyOf?: Array<{ type: string }>; description?: string }
    >;
  };
  const rows = Object.entries(properties).map(([name, { type, anyOf = [], description = "" }]) => [
    code(name),
    [type ?? anyOf.map((one) => one.type)].flat(2).join(" or "),
    words(description),
  ]);
  return `## ${event}\n\n${table(["field", "type", "meaning"], rows)}`;
}

function rowsOf(list: Readonly<Record<string, string>>): string[][] {
  return Object.entries(list).map(([name, meaning]) => [code(name), words(meaning)]);
}
