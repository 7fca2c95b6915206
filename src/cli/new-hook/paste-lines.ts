// What `hook add` prints: what to paste where, and the lines that try the hook.

import type { Config } from "../../core/settings/config.ts";
import type { CommandContext } from "../command.ts";
import type { Input } from "../input.ts";
import { printableLine } from "../terminal/printable.ts";
import { findDaemon } from "../daemon/running-daemon.ts";
import { setupLines } from "../../core/new-hook/setup-lines.ts";
import { hookUrl, localHookUrl, type Address } from "../../core/settings/hook-url.ts";
import { publicUrlWords, type ConfigChanges } from "./config-changes.ts";
import { curlLine } from "./curl-line.ts";
import type { HookPlan } from "./plan.ts";
import type { NewSecret } from "./secret.ts";

/** The pieces, as --json prints them. */
export interface PasteParts {
  readonly url: string;
  readonly is_public: boolean;
  readonly local_url: string;
  /** The secret's text where it was made here: shown this once. */
  readonly secret: string | null;
  /** true: the sender shows it, and the entry has none yet. */
  readonly secret_missing: boolean;
  readonly setup: readonly string[];
  /** null: this sender's requests cannot be signed from here. */
  readonly curl: string | null;
  readonly send: string;
}

/** Puts the pieces together. */
export async function pasteParts(
  context: CommandContext,
  made: { plan: HookPlan; secret: NewSecret; config: Config; input: Input },
): Promise<PasteParts> {
  const { plan, secret, config, input } = made;
  const { webhooks } = config;
  const { paths, clock, randomness } = context;
  const running = (await findDaemon(paths))?.hooksAddress;
  const url = hookUrl(webhooks, plan.id);
  const localUrl = localHookUrl(running ?? webhooks, plan.id);
  const shown = secret.made ? (secret.text ?? "") : `(the ${secret.field} that you gave)`;
  return {
    url,
    is_public: webhooks.publicBaseUrl !== undefined,
    local_url: localUrl,
    secret: secret.made ? secret.text : null,
    secret_missing: secret.stored === null,
    setup: setupLines({
      source: plan.source,
      hookId: plan.id,
      events: plan.events,
      mode: secret.mode,
      verifyToken: secret.verifyToken,
      secret: shown,
      url,
    }),
    curl: curlLine({
      source: plan.source,
      events: plan.events,
      secret,
      hmacHeader: input.text("hmacHeader"),
      url: localUrl,
      signedUrl: url,
      unique: `try-${randomness.bytes(8).toString("hex")}`,
      nowMs: clock.now(),
    }),
    send: `wakehook send ${plan.id}`,
  };
}

/** The lines for people. `listener`: where a way in from outside must lead. */
export function pasteLines(
  { out }: CommandContext,
  plan: HookPlan,
  shown: { parts: PasteParts; listener: Address },
): string[] {
  const { parts, listener } = shown;
  const events = plan.events === undefined ? "every event" : plan.events.join(", ");
  const where = plan.folder === undefined ? "" : ` in ${plan.folder}`;
  const how = plan.provider === undefined ? "" : ` with ${plan.provider}`;
  const timed =
    plan.source.verifier?.timestamp === undefined
      ? ""
      : " (its signature is valid for a few minutes)";
  return [
    out.style("bold", `${plan.id} is added`),
    printableLine(`${events} -> ${plan.mode}${where}${how}`, 1000),
    "",
    ...parts.setup,
    ...(parts.is_public
      ? []
      : [
          "",
          ...publicUrlWords(listener),
          "then: wakehook config set webhooks.public_base_url https://...",
        ]),
    ...(parts.secret_missing ? ["", `Then: wakehook hook set ${plan.id} secret=...`] : []),
    "",
    "Start the daemon, if it does not run: wakehook start",
    ...(parts.curl === null ? [] : [`Try it as the sender would${timed}:`, `  ${parts.curl}`]),
    `Try it at any time: ${parts.send}`,
    ...(plan.mode === "wake" ? ["Read the answer, and go on with it: wakehook chat"] : []),
  ];
}

/** What was changed beside the entry, and what the secret's owner must know; on standard error. */
export function sayChanges(
  { out, paths }: CommandContext,
  changes: ConfigChanges,
  secret: NewSecret,
): void {
  const { root, publicBaseUrl, features } = changes;
  if (root !== null) out.notice(`added to task_roots: ${root} (agents may work there now)`);
  if (publicBaseUrl !== null) out.notice(`kept in ${paths.configFile}: webhooks.public_base_url`);
  for (const { name, enable } of features) {
    const without = name === "sender_reports" ? "the sender is told nothing" : "nothing runs yet";
    const how = `turn it on with: wakehook config set features.${name} true`;
    out.notice(
      enable ? `turned on: features.${name}` : `features.${name} is off, so ${without}; ${how}`,
    );
  }
  if (!secret.made) return;
  const again =
    secret.field === "token"
      ? "only its hash is kept"
      : "wakehook hook show --reveal prints it again";
  out.notice(`the ${secret.field} is shown above this once; ${again}`);
}
