// Changing config.json: what the admin API needs of whoever does it, by the checks and the lock of the commands.

import type { Problem } from "../settings/problem.ts";

/** Changes of config.json; every name is a dotted path: `webhooks.public_base_url`. */
export interface ConfigChange {
  /** New values; null takes a setting out. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** What is to stand in lists, beside what stands there. */
  readonly add: Readonly<Record<string, readonly unknown[]>>;
}

/** What came of it. */
export interface ChangedConfig {
  /** The settings that are not what they were. */
  readonly changed: readonly string[];
  /** What remains to be said about the file. */
  readonly problems: readonly Problem[];
}

/** Changes it. Throws WakehookError `usage`, `refused`, `settings_invalid`, `settings_unwritable`, `locked`. */
export type ConfigEditorPort = (change: ConfigChange) => Promise<ChangedConfig>;
