// The envelope that an OpenPR control plane and its agents exchange: `{id, type, ts, agent_id, payload, sig}`. In: a
// message's text. Out: what it says, and the very text that its signature is over. https://github.com/openprx/openpr-webhook

import * as z from "zod";

/** Longest id that is taken: it names what was taken once. */
const LONGEST_ID = 128;

const Envelope = z.object({
  id: z.string().regex(new RegExp(`^[\\x21-\\x7e]{1,${LONGEST_ID}}$`)),
  type: z.string().min(1).max(100),
  ts: z.int().min(0),
  agent_id: z.string().max(200),
  payload: z.unknown(),
  sig: z.string().max(200).nullish(),
});

/** An envelope as it was read. */
export interface ReadEnvelope extends z.output<typeof Envelope> {
  /** What is signed: the envelope without `sig`, as its sender writes it. */
  readonly unsigned: string;
}

/** What an envelope holds apart from its signature. */
export type EnvelopeFields = Omit<z.output<typeof Envelope>, "sig">;

/** A number as it was written: `1.0` and `1` are signed differently. */
class WrittenNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Reviver = (key: string, value: unknown, context?: { readonly source?: string }) => unknown;
const parseWith = JSON.parse as (text: string, reviver: Reviver) => unknown;

/** Reads a message; null: it is no envelope. */
export function readEnvelope(text: string): ReadEnvelope | null {
  try {
    const read = Envelope.safeParse(JSON.parse(text));
    if (!read.success) return null;
    const written = parseWith(text, (_, value, context) =>
      typeof value === "number" && context?.source !== undefined
        ? new WrittenNumber(context.source)
        : value,
    ) as EnvelopeFields;
    const { payload = null } = read.data;
    return { ...read.data, payload, unsigned: unsignedText(written) };
  } catch {
    return null;
  }
}

/** The text that is signed: fields in the order of the protocol, keys within them sorted. */
export function unsignedText({ id, type, ts, agent_id, payload }: EnvelopeFields): string {
  const fields = Object.entries({ id, type, ts, agent_id, payload: payload ?? null });
  return objectText(fields);
}

function textOf(value: unknown): string {
  if (value instanceof WrittenNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(textOf).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  return objectText(Object.entries(value).toSorted(([left], [right]) => byBytes(left, right)));
}

/** Written here: JavaScript has an order of its own for keys that look like numbers. */
function objectText(entries: ReadonlyArray<readonly [string, unknown]>): string {
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${textOf(value)}`).join(",")}}`;
}

/** As bytes of UTF-8, which is not the order of JavaScript's own characters. */
function byBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
