import { OUTBOUND_EVENT_NAMES, OUTBOUND_EVENTS } from "../../../core/outbound/outbound-events.ts";
import { toJsonSchema } from "../../../core/settings/schema-fields.ts";
import type { Command } from "../../command.ts";
import { columns } from "../../terminal/columns.ts";

/** `wakehook subscription events`. */
export const subscriptionEvents: Command = {
  details:
    "With --json: the JSON Schema of each event's data.\nPatterns: an event (run.failed), a family (run or run.*), all (*).",
  examples: ["wakehook subscription events", "wakehook subscription events --json"],
  run({ out }) {
    const wire = OUTBOUND_EVENT_NAMES.map((event) => {
      const { meaning, resource, data } = OUTBOUND_EVENTS[event];
      return { event, meaning, resource, data: toJsonSchema(data) };
    });
    out.result({ events: wire }, () => columns(wire.map(({ event, meaning }) => [event, meaning])));
    return Promise.resolve();
  },
};
