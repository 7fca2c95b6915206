// The closed list of agent programs. Configuration cannot add one: what may be started is decided here.

/** One row per provider; `executable` is looked up on the owner's PATH. */
export const PROVIDERS = {
  claude: { title: "Claude Code", executable: "claude" },
  codex: { title: "Codex", executable: "codex" },
  gemini: { title: "Gemini CLI", executable: "gemini" },
  opencode: { title: "opencode", executable: "opencode" },
  example: { title: "wakehook's own example agent (no model; for the demo)", executable: "" },
} as const satisfies Record<string, { title: string; executable: string }>;

/** A provider's id as written in webhooks.json. */
export type ProviderId = keyof typeof PROVIDERS;

/** Names that other programs give to providers; the settings read them as ours. */
export const PROVIDER_ALIASES = { "claude-code": "claude" } as const satisfies Record<
  string,
  ProviderId
>;

/** A provider's own name, where another one was written; any other text as it is. */
export function providerName(written: string): string {
  const aliases: Readonly<Record<string, string>> = PROVIDER_ALIASES;
  return (Object.hasOwn(aliases, written) ? aliases[written] : undefined) ?? written;
}

/** Tells whether a text names a provider. */
export function isProviderId(text: string): text is ProviderId {
  return Object.hasOwn(PROVIDERS, text);
}

/** What an agent may do in its folder. */
export const PERMISSIONS = {
  read_only: "may read the folder; writes nothing and runs no shell",
  edit: "may also change files in the folder",
  full: "may do what the owner's account may do, shell included",
} as const;

/** A hook's `permission`. */
export type Permission = keyof typeof PERMISSIONS;
