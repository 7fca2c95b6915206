// A word that only one agent program understands, as a model's name: for one program, or one for each.

import * as z from "zod";
import { providerName, type ProviderId } from "./providers.ts";

/** A text, or `{claude: "opus", codex: "gpt-5"}`. */
export const ByProvider = z.union([
  z.string(),
  z
    .record(z.string(), z.string())
    .transform((written) =>
      Object.fromEntries(
        Object.entries(written).map(([name, value]) => [providerName(name), value]),
      ),
    ),
]);
/** A text, or `{claude: "opus", codex: "gpt-5"}`. */
export type ByProvider = z.output<typeof ByProvider>;

/**
 * What was written for a program. One text beside a list of providers is the first one's: the others are there for
 * when it cannot run, and would not know it.
 */
export function writtenFor(
  written: ByProvider | undefined,
  named: string | readonly string[] | undefined,
  agent: ProviderId,
): string | undefined {
  if (written === undefined) return undefined;
  if (typeof written !== "string")
    return Object.hasOwn(written, agent) ? written[agent] : undefined;
  const [first = agent] = typeof named === "string" ? [named] : (named ?? []);
  return first === agent ? written : undefined;
}
