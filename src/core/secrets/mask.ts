// In: every secret in force. Out: a function that takes them out of whatever leaves the process.

/** Shorter secrets are not masked: they would black out ordinary words. */
const SHORTEST_SECRET = 6;
/** Shorter pieces of base64 may be anything. */
const SHORTEST_BASE64 = 8;
const MASK = "***";

/**
 * Makes a mask by value: each secret of at least 6 characters becomes `***`, also where it stands
 * escaped in JSON, encoded in a URL or a form, in hexadecimal, or in base64 (alone or inside a longer text). Where
 * secrets overlap, all that belongs to one of them goes. Never throws; a text without a secret comes
 * back as it is.
 */
export function createMask(secrets: readonly string[]): (text: string) => string {
  const forms = [
    ...new Set(secrets.filter(isLongEnough).flatMap((secret) => formsOf(secret))),
  ].sort((a, b) => b.length - a.length);
  return (text) => {
    const spans = forms.flatMap((form) => spansOf(form, text));
    return spans.length === 0 ? text : blackOut(text, spans);
  };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function isLongEnough(secret: string): boolean {
  return secret.length >= SHORTEST_SECRET;
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, "utf8");
  const json = escaped(secret);
  const url = encodeURIComponent(secret.toWellFormed());
  return [
    secret,
    json,
    // A file that a tool read, in a record of a transcript; and such a record in another one.
    escaped(json),
    escaped(escaped(json)),
    url,
    url.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    url.replaceAll("%20", "+"),
    encodeURI(secret.toWellFormed()),
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
    bytes.toString("base64"),
    bytes.toString("base64").replaceAll("=", ""),
    bytes.toString("base64url"),
    ...[0, 1, 2].flatMap((shift) => base64Inside(bytes, shift)),
  ];
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** What base64 makes of a secret that starts `shift` bytes into a group of three, whatever stands around it. */
function base64Inside(secret: Uint8Array, shift: number): string[] {
  const bytes = Buffer.concat([Buffer.alloc(shift), secret]);
  const first = Math.ceil((shift * 8) / 6);
  const last = Math.floor((bytes.length * 8) / 6);
  const inside = bytes.toString("base64").slice(first, last);
  if (inside.length < SHORTEST_BASE64) return [];
  return [inside, inside.replaceAll("+", "-").replaceAll("/", "_")];
}

function spansOf(form: string, text: string): Span[] {
  const spans: Span[] = [];
  for (let start = text.indexOf(form); start !== -1; start = text.indexOf(form, start + 1)) {
    spans.push({ start, end: start + form.length });
  }
  return spans;
}

function blackOut(text: string, spans: Span[]): string {
  let masked = "";
  let end = 0;
  for (const span of spans.sort((a, b) => a.start - b.start)) {
    if (span.start >= end || end === 0) masked += text.slice(end, span.start) + MASK;
    end = Math.max(end, span.end);
  }
  return masked + text.slice(end);
}
