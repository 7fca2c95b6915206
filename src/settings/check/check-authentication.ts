// How senders prove themselves: what can never verify is an error, what refuses everybody a warning.

import { authModeOf, type AuthMode } from "../../core/settings/auth-mode.ts";
import { parsePatterns } from "../../core/events/event-pattern.ts";
import { didYouMean, nearestName } from "../../core/text/nearest.ts";
import type { Problem } from "../../core/settings/problem.ts";
import { publicUrlOf } from "../../core/settings/public-url.ts";
import type { Source } from "../../core/events/source.ts";
import { descriptionProblem } from "../../signing/check-description.ts";
import { secretProblem } from "../../signing/secret-problem.ts";
import { hmacProblems } from "../../signing/hook-hmac.ts";
import { findSource, sourceNames } from "../../sources/table.ts";
import type { CheckedHook } from "./checked-hook.ts";
import { finding, hiddenFinding } from "./finding.ts";

/** The field that holds the secret of each way. */
const SECRET_FIELD = {
  bearer: "token",
  hmac: "hmac_secret",
  source: "secret",
} as const satisfies Record<AuthMode, string>;

/** Checks source, auth_mode, verify, the hmac_* options, events, and that there is a secret. */
export function authenticationProblems(checked: CheckedHook): Problem[] {
  const { hook, place } = checked;
  const source = findSource(hook.source);
  if (source === undefined) {
    const hint = didYouMean(nearestName(hook.source, sourceNames()));
    const message = `no source of this name; there are: ${sourceNames().join(", ")}`;
    return [finding("error", place, { field: "source", value: hook.source, message, hint })];
  }
  return [
    ...verifierProblems(checked, source),
    ...patternProblems(checked, source),
    ...strangerProblems(checked, source),
    ...hmacOptionProblems(checked),
    ...missingSecret(checked),
    ...unreadableSecrets(checked, source),
    ...missingUrl(checked, source),
    ...missingVerifyToken(checked, source),
    ...endlessRotation(checked),
  ];
}

function verifierProblems({ hook, place }: CheckedHook, source: Source): Problem[] {
  const wrong = hook.verify === undefined ? null : descriptionProblem(hook.verify);
  if (wrong !== null) return [finding("error", place, { field: "verify", message: wrong })];
  const verifier = hook.verify ?? source.verifier;
  if (authModeOf(hook) !== "source" || verifier !== undefined) return [];
  const message = `the source ${source.name} says nothing about how to verify`;
  const hint = "use bearer or hmac, or name the sender in source";
  return [finding("error", place, { field: "auth_mode", value: "source", message, hint })];
}

function patternProblems({ hook, place }: CheckedHook, source: Source): Problem[] {
  const parsed = parsePatterns(hook.events, source);
  if (parsed.ok) return [];
  return parsed.problems.map((problem) => finding("error", place, { field: "events", ...problem }));
}

function strangerProblems({ hook, place }: CheckedHook, source: Source): Problem[] {
  if (hook.permission !== "full" || hook.acceptRisk || !source.strangersWrite) return [];
  const message = "strangers can write what this agent reads, and full lets it do what you may do";
  const hint = "use read_only or edit, or set accept_risk to true";
  return [finding("error", place, { field: "permission", value: "full", message, hint })];
}

function hmacOptionProblems({ hook, place }: CheckedHook): Problem[] {
  const isUsed = authModeOf(hook) === "hmac";
  return hmacProblems(hook).flatMap(({ field, message }) => {
    // Without a header nothing can verify: every request is refused, as with no secret.
    if (field !== "hmac_header") return [finding("error", place, { field, message })];
    return isUsed ? [finding("warning", place, { field, message: refusesAll(message) })] : [];
  });
}

function missingSecret({ hook, secrets, place }: CheckedHook): Problem[] {
  const mode = authModeOf(hook);
  const field = SECRET_FIELD[mode];
  const values = {
    bearer: [secrets.token],
    hmac: [secrets.hmacSecret],
    source: [secrets.secret, secrets.previousSecret],
  }[mode];
  if (values.some((value) => value !== null)) return [];
  const set = Object.values(SECRET_FIELD).find((name) => isSet(hook, name));
  const other = set === undefined ? "" : `${set} is set, but this hook goes by ${field}; `;
  const message = refusesAll(`${other}no ${field} is set`);
  const hint = mode === "bearer" ? "set token, or webhooks.token in config.json" : `set ${field}`;
  return [finding("warning", place, { field, message, hint })];
}

/** A secret that can be no key of this sender would refuse every request. */
function unreadableSecrets({ hook, secrets, place }: CheckedHook, source: Source): Problem[] {
  const verifier = hook.verify ?? source.verifier;
  if (authModeOf(hook) !== "source" || verifier === undefined) return [];
  if (descriptionProblem(verifier) !== null) return [];
  const fields = { secret: secrets.secret, previous_secret: secrets.previousSecret };
  return Object.entries(fields).flatMap(([field, value]) => {
    const problem = value === null ? null : secretProblem(verifier, value);
    if (problem === null) return [];
    const hint = "set it exactly as the sender shows it; see: wakehook source show";
    return [hiddenFinding("warning", place, { field, message: refusesAll(problem), hint })];
  });
}

function missingUrl({ hook, config, place }: CheckedHook, source: Source): Problem[] {
  const signsUrl =
    hook.verify === undefined ? source.signsUrl : hook.verify.content?.includes("url");
  if (authModeOf(hook) !== "source" || signsUrl !== true) return [];
  if (/^https?:\/\/[^/\s]/.test(publicUrlOf(hook, config.webhooks) ?? "")) return [];
  const message = "the sender signs its URL, which cannot be known here: requests may be refused";
  const hint =
    "set webhooks.public_base_url, or public_url of the hook where it is registered otherwise";
  return [finding("warning", place, { field: "public_url", message, hint })];
}

function missingVerifyToken({ secrets, place }: CheckedHook, source: Source): Problem[] {
  const asks = (source.challenges ?? []).some((rule) => rule.verifyToken !== undefined);
  if (!asks || (secrets.verifyToken ?? null) !== null) return [];
  const message = "no verify_token is set: the sender's check of the URL is refused";
  const hint = "set a text of your own, and the same with the sender";
  return [finding("warning", place, { field: "verify_token", message, hint })];
}

function isSet(hook: CheckedHook["hook"], field: "token" | "hmac_secret" | "secret"): boolean {
  const values = { token: hook.token, hmac_secret: hook.hmacSecret, secret: hook.secret };
  return values[field] !== undefined;
}

function endlessRotation({ hook, place }: CheckedHook): Problem[] {
  if (hook.previousSecret === undefined || hook.previousSecretUntil !== undefined) return [];
  const message = "the previous secret stays valid for ever";
  const hint = "set previous_secret_until, or remove previous_secret";
  return [finding("warning", place, { field: "previous_secret_until", message, hint })];
}

function refusesAll(why: string): string {
  return `${why}: every request is refused`;
}
