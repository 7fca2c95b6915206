// A POST in; the fields of its JSON object out, checked, or a refusal that names the wrong one.

import type { Field, Fields } from "../../core/wire/field.ts";
import { refusal, type AdminRefusal } from "../answer.ts";
import { readJsonObject } from "../body.ts";
import type { AdminDeps } from "../deps.ts";
import { largestEnvelope } from "../largest-envelope.ts";
import type { AdminRoute } from "./route.ts";

/** `{}`; some fields; a prompt, an answer, a file pasted into a chat. */
const ROOM_BYTES = { nothing: 1024, fields: 8192, words: 1_048_576 } as const;

/** The fields that a route was sent. A route without any takes no body, or an empty object. */
export async function readBody(
  { clock, settings }: Pick<AdminDeps, "clock" | "settings">,
  { room, body: fields }: Pick<AdminRoute, "room"> & { readonly body: Fields },
  request: Request,
): Promise<
  { readonly ok: true; readonly values: Readonly<Record<string, unknown>> } | AdminRefusal
> {
  const names = Object.keys(fields);
  const size = room ?? (names.length === 0 ? "nothing" : "fields");
  const maxBytes = size === "delivery" ? largestEnvelope(settings()) : ROOM_BYTES[size];
  const read = await readJsonObject(clock, request, { fields: names, maxBytes });
  if (!read.ok) return read;
  const values = new Map<string, unknown>();
  for (const [name, field] of Object.entries(fields)) {
    const given = Object.hasOwn(read.value, name) ? read.value[name] : undefined;
    const value = field.schema().safeParse(given);
    if (!value.success) return notTaken(name, field, given);
    if (value.data !== undefined) values.set(name, value.data);
  }
  return { ok: true, values: Object.fromEntries(values) };
}

function notTaken(
  name: string,
  { takes, isSecret = false }: Pick<Field<unknown>, "takes" | "isSecret">,
  given: unknown,
): AdminRefusal {
  const hint = `${name} takes ${takes}`;
  if (given === undefined) return refusal("usage", `${name} is missing`, hint);
  // An object may hold a secret; of a long text the beginning says which it is.
  const isShown = !isSecret && (typeof given !== "object" || given === null);
  const start = typeof given === "string" ? given.slice(0, 80) : given;
  const shown = isShown ? JSON.stringify(start) : "what was sent";
  return refusal("usage", `${name} cannot be ${shown}`, hint);
}
