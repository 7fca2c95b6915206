// The whole list of agent programs. Configuration cannot add one.

import type { ProviderId } from "../../core/settings/providers.ts";
import { claude } from "./claude.ts";
import { codex } from "./codex.ts";
import { example } from "./example.ts";
import { gemini } from "./gemini.ts";
import { opencode } from "./opencode.ts";
import type { Provider } from "./provider.ts";

/** One line per provider. */
export const PROVIDER_TABLE: Readonly<Record<ProviderId, Provider>> = {
  claude,
  codex,
  gemini,
  opencode,
  example,
};
