// In: `targets` of config.json. Out: each as it can be used, with `env:` and `file:` resolved. One whose secret cannot be
// had is not used, and harms no other.

import type { Config } from "../../core/settings/config.ts";
import type { Problem } from "../../core/settings/problem.ts";
import { allTargets, type LoadedTarget, type Target } from "../../core/settings/target.ts";
import type { Environment } from "../../system/environment.ts";
import { CONFIG_NAME, hiddenFinding, type Place } from "../check/finding.ts";
import { HEADER_VALUE, WITH_SCHEME } from "./forward-secrets.ts";
import { resolveSecret } from "./secrets.ts";
import { mapTargetSecrets, targetSecrets } from "./target-secrets.ts";

/** Targets as they are in force. */
export interface LoadedTargets {
  readonly targets: readonly LoadedTarget[];
  readonly problems: readonly Problem[];
}

const PLACE: Place = { file: CONFIG_NAME };

/** Resolves them; does not throw. */
export async function loadTargets(
  { targets }: Pick<Config, "targets">,
  environment: Environment,
): Promise<LoadedTargets> {
  const all = allTargets(targets);
  const loaded = await Promise.all(all.map((target, at) => load(target, at, environment)));
  return {
    targets: loaded.map((one) => one.loaded),
    problems: loaded.flatMap(({ problems }) => problems),
  };
}

async function load(
  target: Target,
  at: number,
  environment: Environment,
): Promise<{ readonly loaded: LoadedTarget; readonly problems: readonly Problem[] }> {
  const values = new Map<string, string>();
  const secretValues: string[] = [];
  const problems: Problem[] = [];
  const missing: string[] = [];
  for (const { field, written } of targetSecrets(target)) {
    const place = { ...PLACE, field: `targets.${at}.${field}` };
    const [, scheme = "", reference = written] = WITH_SCHEME.exec(written) ?? [];
    const found = await resolveSecret(reference, environment, place);
    problems.push(...found.problems.map(asWarning));
    if (found.value === null) {
      missing.push(field);
      continue;
    }
    values.set(field, scheme + found.value);
    // "Bearer ..." is a word and a secret, and the secret alone has to be recognised.
    secretValues.push(found.value.replace(/^[A-Za-z-]+ (?=\S+$)/, ""));
    if (field.startsWith("headers.") && !HEADER_VALUE.test(found.value)) {
      missing.push(field);
      const message = "is not fit for a header: one line of printable characters";
      problems.push(hiddenFinding("warning", PLACE, { field: place.field, message }));
    }
  }
  const problem =
    missing.length === 0
      ? null
      : `${missing.join(", ")} of target ${target.name} cannot be had: wakehook config check`;
  const resolved = mapTargetSecrets(target, ({ field, written }) => values.get(field) ?? written);
  return { loaded: { target: resolved, problem, secretValues }, problems };
}

/** An error would keep the whole file from being used; one target is not worth that. */
function asWarning(problem: Problem): Problem {
  return { ...problem, level: "warning" };
}
