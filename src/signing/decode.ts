// Text becomes bytes, strictly: Node's own decoders stop at or skip what they do not know.

/** How bytes are written as text. */
export type TextEncoding = "hex" | "base64" | "base64url";

const PATTERNS: Readonly<Record<TextEncoding, RegExp>> = {
  hex: /^[0-9a-fA-F]+$/,
  base64: /^[A-Za-z0-9+/]+={0,2}$/,
  base64url: /^[A-Za-z0-9_-]+={0,2}$/,
};

/** Decodes only what encodes to the same text again: hex in either case, base64 with its padding, base64url with or without. Otherwise null. */
export function decodeStrict(text: string, encoding: TextEncoding): Buffer | null {
  if (!PATTERNS[encoding].test(text)) return null;
  const bytes = Buffer.from(text, encoding);
  return isWhole(text, bytes, encoding) ? bytes : null;
}

function isWhole(text: string, bytes: Buffer, encoding: TextEncoding): boolean {
  // The pattern lets hex digits through and nothing else, and Node drops half a byte: the length says it all.
  if (encoding === "hex") return bytes.byteLength * 2 === text.length;
  const encoded = bytes.toString(encoding);
  if (encoding === "base64") return encoded === text;
  const padding = "=".repeat((4 - (encoded.length % 4)) % 4);
  return text === encoded || text === encoded + padding;
}
