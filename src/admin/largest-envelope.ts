// The settings in; how large a request may be that carries a delivery's body in base64.

import type { SettingsSnapshot } from "../core/settings/settings.ts";

/** Largest body that a preset of a sender takes: GitHub's 25 MiB. */
const LARGEST_PRESET_BYTES = 26_214_400;
/** Room for the headers and the field names around the body. */
const ENVELOPE_BYTES = 65_536;

/** How large a request may be that carries a body which a hook would take. */
export function largestEnvelope({ config }: Pick<SettingsSnapshot, "config">): number {
  const bytes = Math.max(config.webhooks.maxBodyBytes, LARGEST_PRESET_BYTES);
  return Math.ceil((bytes * 4) / 3) + ENVELOPE_BYTES;
}
