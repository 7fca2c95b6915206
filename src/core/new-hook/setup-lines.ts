// A hook with its secret in; what its owner pastes where, in the words of its sender's preset, out.

import type { Source } from "../events/source.ts";
import type { AuthMode } from "../settings/auth-mode.ts";
import { shellWord } from "../text/shell-word.ts";

/** What the lines are filled with. */
export interface SetupFacts {
  readonly source: Source;
  readonly hookId: string;
  readonly events: readonly string[] | undefined;
  /** How senders prove themselves to this hook. */
  readonly mode: AuthMode;
  readonly url: string;
  /** The secret, or words in its place. */
  readonly secret: string;
  /** null: not made just now. */
  readonly verifyToken: string | null;
}

/** The lines. The preset's own words hold for its own way; another way is told by what to send. */
export function setupLines(facts: SetupFacts): string[] {
  const { source, mode } = facts;
  const usual = source.verifier === undefined ? "bearer" : "source";
  const name = mode === "bearer" ? "Token (Authorization: Bearer ...)" : "Secret";
  const lines = mode === usual ? source.setup : ["URL:     {url}", `${name}:  {secret}`];
  return lines.map((line) => filled(line, facts));
}

function filled(line: string, { url, secret, hookId, verifyToken, events }: SetupFacts): string {
  const names = eventNames(events);
  return line
    .replaceAll("{url}", () => url)
    .replaceAll("{secret}", () => secret)
    .replaceAll("{hook}", () => hookId)
    .replaceAll("{verify_token}", () => verifyToken ?? "(the hook's verify_token)")
    .replaceAll("{events}", () => (names[0] === "*" ? "all of them" : names.join(", ")))
    .replaceAll("{event_arguments}", () =>
      names.map((name) => `-f ${shellWord(`events[]=${name}`)}`).join(" "),
    );
}

/** What the sender is asked to send: its events without their actions; `*` for all. */
function eventNames(patterns: readonly string[] | undefined): string[] {
  const names = (patterns ?? ["*"]).map((pattern) => pattern.split(".")[0] ?? "*");
  return names.includes("*") ? ["*"] : [...new Set(names)];
}
