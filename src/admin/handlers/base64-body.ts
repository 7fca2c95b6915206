// Bytes as JSON carries them: base64 with its padding.

import type { SettingsSnapshot } from "../../core/settings/settings.ts";

/** Largest body that a preset of a sender takes: GitHub's 25 MiB. */
const LARGEST_PRESET_BYTES = 26_214_400;
/** Room for the headers and the field names around the body. */
const ENVELOPE_BYTES = 65_536;

/** How large a request may be that carries a body which a hook would take. */
export function largestEnvelope({ config }: Pick<SettingsSnapshot, "config">): number {
  const bytes = Math.max(config.webhooks.maxBodyBytes, LARGEST_PRESET_BYTES);
  return Math.ceil((bytes * 4) / 3) + ENVELOPE_BYTES;
}

/** The bytes; null where it is no such text. */
export function decodeBase64(text: unknown): Buffer | null {
  const bytes = typeof text === "string" ? Buffer.from(text, "base64") : null;
  // Buffer skips what is no base64; only what reads back the same was meant.
  return bytes !== null && bytes.toString("base64") === text ? bytes : null;
}
