// In: the file relay.json. Out: what is in force, its secrets resolved, and what is wrong with it.

import { WakehookError } from "../../core/records/errors.ts";
import { problemText, type Problem } from "../../core/settings/problem.ts";
import type { VerifierDescription } from "../../core/settings/verifier.ts";
import { finding, hiddenFinding } from "../../settings/check/finding.ts";
import { problemsOf } from "../../settings/check/issue-words.ts";
import { readJsonFile } from "../../settings/edit/json-file.ts";
import { withoutAbsent } from "../../settings/load/absent-fields.ts";
import { resolveSecret } from "../../settings/load/secrets.ts";
import { descriptionProblem } from "../../signing/check-description.ts";
import { secretProblem } from "../../signing/secret-problem.ts";
import { findSource } from "../../sources/table.ts";
import type { Environment } from "../../system/environment.ts";
import { RELAY_FIELDS, RelayConfig } from "../../core/settings/relay-config.ts";

/** How a hook's requests are verified at the door. */
export interface DoorVerifier {
  readonly description: VerifierDescription;
  /** The current secret first. */
  readonly keys: readonly string[];
  readonly publicUrl: string | undefined;
}

/** The settings of a relay. */
export interface RelaySettings {
  readonly config: RelayConfig;
  /** By `daemon/hook`. */
  readonly verifiers: ReadonlyMap<string, DoorVerifier>;
  /** Every secret value, for masking. */
  readonly secretValues: readonly string[];
}

/** What a file says. `settings` is null where an error keeps it from being used. */
export interface LoadedRelayConfig {
  readonly settings: RelaySettings | null;
  readonly problems: readonly Problem[];
}

const FILE = { file: "relay.json" };

/** Reads and checks; a missing file is all defaults. */
export async function loadRelayConfig(
  file: string,
  environment: Environment,
): Promise<LoadedRelayConfig> {
  const read = await readJsonFile(file);
  if (read.kind === "broken") return { settings: null, problems: [read.problem] };
  const { $schema: _, ...written } = read.kind === "missing" ? {} : read.value;
  const raw = withoutAbsent(written, RELAY_FIELDS);
  const wide = read.kind === "missing" ? [] : read.problems;
  const parsed = RelayConfig.safeParse(raw);
  if (!parsed.success) {
    const checked = { place: FILE, shape: RELAY_FIELDS, raw };
    return { settings: null, problems: [...wide, ...problemsOf(checked, parsed.error.issues)] };
  }
  const { verifiers, secretValues, problems } = await loadDoors(parsed.data, environment);
  const all = [...wide, ...problems, ...openListenerProblems(parsed.data)];
  const isUsable = all.every(({ level }) => level !== "error");
  return {
    settings: isUsable ? { config: parsed.data, verifiers, secretValues } : null,
    problems: all,
  };
}

/** The settings, for a start. @throws WakehookError `settings_invalid` with every error. */
export async function needRelaySettings(
  file: string,
  environment: Environment,
): Promise<RelaySettings> {
  const { settings, problems } = await loadRelayConfig(file, environment);
  if (settings !== null) return settings;
  const errors = problems.filter(({ level }) => level === "error");
  throw new WakehookError("settings_invalid", errors.map(problemText).join("\n"), {
    hint: "nothing was started: mend relay.json, and see that `wakehook relay check` finds no error",
  });
}

async function loadDoors(
  { hooks }: RelayConfig,
  environment: Environment,
): Promise<{
  readonly verifiers: ReadonlyMap<string, DoorVerifier>;
  readonly secretValues: readonly string[];
  readonly problems: readonly Problem[];
}> {
  const verifiers = new Map<string, DoorVerifier>();
  const secretValues: string[] = [];
  const problems: Problem[] = [];
  for (const [at, door] of hooks.entries()) {
    const field = `hooks.${at}`;
    const description = door.verify ?? findSource(door.source ?? "")?.verifier;
    const resolved = await Promise.all([
      resolveSecret(door.secret, environment, { ...FILE, field: `${field}.secret` }),
      resolveSecret(door.previousSecret, environment, {
        ...FILE,
        field: `${field}.previous_secret`,
      }),
    ]);
    const keys = resolved.flatMap(({ value }) => (value === null ? [] : [value]));
    problems.push(...resolved.flatMap((secret) => secret.problems));
    secretValues.push(...keys);
    const wrong = doorProblem(door, description, keys);
    if (wrong !== null) problems.push(hiddenFinding("error", FILE, { field, message: wrong }));
    const name = `${door.daemon}/${door.id}`;
    if (verifiers.has(name))
      problems.push(finding("error", FILE, { field, message: `is a second entry of ${name}` }));
    if (description !== undefined)
      verifiers.set(name, { description, keys, publicUrl: door.publicUrl });
  }
  return { verifiers, secretValues, problems };
}

function doorProblem(
  { source, verify }: RelayConfig["hooks"][number],
  description: VerifierDescription | undefined,
  keys: readonly string[],
): string | null {
  if (source !== undefined && verify !== undefined) return "has both source and verify: give one";
  if (source === undefined && verify === undefined) return "names no source, and has no verify";
  if (description === undefined) return `there is no source ${source} that can verify`;
  const wrong = descriptionProblem(description);
  if (wrong !== null) return `verify: ${wrong}`;
  return keys.map((key) => secretProblem(description, key)).find((word) => word !== null) ?? null;
}

/** Limits count by address. */
const UNSEEN = finding("warning", FILE, {
  field: "trusted_proxies",
  value: [],
  message: "is empty: behind a proxy on this machine all senders count as one address",
  hint: 'name the proxy: "trusted_proxies": ["127.0.0.1", "::1"]',
});

/** The keys of daemons and the raw requests would go over the network in the clear. */
function openListenerProblems({ host, tls, trustedProxies }: RelayConfig): Problem[] {
  if (tls !== undefined) return [];
  if (/^(127\.|::1$|localhost$)/.test(host)) return trustedProxies.length > 0 ? [] : [UNSEEN];
  return [
    finding("warning", FILE, {
      field: "host",
      value: host,
      message: "listens to the network without TLS",
      hint: "set tls, or listen on 127.0.0.1 behind a proxy that has a certificate",
    }),
  ];
}
