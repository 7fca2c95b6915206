// In: a conversation with an agent. Out: what its owner types to go on with it by hand.

import { PROVIDERS, type ProviderId } from "../settings/providers.ts";

/** How each program is told to continue a conversation, with a screen of its own. */
const RESUME: Readonly<Record<ProviderId, readonly string[]>> = {
  claude: ["--resume"],
  codex: ["resume"],
  gemini: ["--resume"],
  opencode: ["--session"],
  example: [],
};

/** One line for a shell; empty for the example agent, which nobody talks to by hand. */
export function resumeCommand(provider: ProviderId, id: string, folder: string): string {
  const { executable } = PROVIDERS[provider];
  if (executable === "") return "";
  return `cd ${shellWord(folder)} && ${[executable, ...RESUME[provider], shellWord(id)].join(" ")}`;
}

function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
