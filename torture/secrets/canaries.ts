// Secrets that are planted, and every spelling in which one could leave.

import { randomBytes } from "node:crypto";

/** A planted secret. */
export interface Canary {
  /** What it is: "the hook's bearer token". */
  readonly what: string;
  readonly value: string;
  /** The places where it may be found; `*` at the end stands for any rest. */
  readonly mayBe: readonly string[];
}

/** Characters that every encoding writes differently. */
const AWKWARD = `"\\+/=&%'`;
/** A piece of this many characters is a leak too: a text that was cut. */
const PIECE = 14;
/** How many of the writings are base64; those are looked for by what they have inside. */
const BASE64_WRITINGS = 6;

/** A new secret: random at both ends, awkward in the middle, fit for a header. */
export function newCanary(what: string, mayBe: readonly string[]): Canary {
  const end = (): string => randomBytes(10).toString("hex");
  return { what, value: `${end()}${AWKWARD}${end()}`, mayBe };
}

/** The same secret as a program may write it: as it is, escaped, encoded. */
export function writingsOf(value: string): string[] {
  const json = escaped(value);
  const url = encodeURIComponent(value);
  const hex = Buffer.from(value).toString("hex");
  const base64 = ["", "u:", "a:"].map((before) => Buffer.from(`${before}${value}\n`));
  return [
    value,
    json,
    escaped(json),
    url,
    url.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    encodeURI(value),
    hex,
    hex.toUpperCase(),
    ...base64.flatMap((bytes) => [bytes.toString("base64"), bytes.toString("base64url")]),
  ];
}

/** What is looked for: every writing, or a piece that is left of one. */
export function spellingsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  const whole = writingsOf(value).slice(0, -BASE64_WRITINGS);
  return [
    ...whole,
    value.slice(0, PIECE),
    value.slice(-PIECE),
    ...[0, 1, 2].flatMap((shift) => insideBase64(bytes, shift)),
    bytes.toString("latin1").split("").join("\0"),
  ];
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** What base64 makes of it when it starts so many bytes into a group of three, whatever stands around it. */
function insideBase64(bytes: Buffer, shift: number): string[] {
  const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64");
  const inside = text.slice(shift + 1, -4);
  return [inside, inside.replaceAll("+", "-").replaceAll("/", "_")];
}
