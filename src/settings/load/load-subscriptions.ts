// In: the subscriptions and callbacks of config.json. Out: each as it can be sent to, with its secrets resolved, and
// what keeps it from being. One whose secret cannot be had is told nothing, and harms no other.

import { createHash } from "node:crypto";
import { toError, WakehookError } from "../../core/records/errors.ts";
import type { Config } from "../../core/settings/config.ts";
import type { Problem } from "../../core/settings/problem.ts";
import type {
  Callback,
  LoadedSubscription,
  Subscription,
} from "../../core/settings/subscription.ts";
import type { Environment } from "../../system/environment.ts";
import { CONFIG_NAME, finding, hiddenFinding } from "../check/finding.ts";
import { openSecret, isSealed, type SealKey } from "./sealed-secret.ts";
import { readSealKeys } from "./seal-keys.ts";
import { printableSubscription } from "../check/printable.ts";
import { resolveSecret } from "./secrets.ts";
import { signingProblem } from "../check/signing-problem.ts";

/** Subscriptions as they are in force. */
export interface LoadedSubscriptions {
  readonly subscriptions: readonly LoadedSubscription[];
  readonly problems: readonly Problem[];
}

/** Resolves them; does not throw. */
export async function loadSubscriptions(
  { subscriptions, callbacks }: Pick<Config, "subscriptions" | "callbacks">,
  deps: { readonly environment: Environment; readonly sealKeyFile: string },
): Promise<LoadedSubscriptions> {
  const all = [
    ...subscriptions.map((subscription, at) => ({ subscription, field: `subscriptions.${at}` })),
    ...callbacks.map((callback, at) => ({
      subscription: ofCallback(callback),
      field: `callbacks.${at}`,
    })),
  ];
  if (all.length === 0) return { subscriptions: [], problems: [] };
  const { keys, problems } = await keysOf(deps.sealKeyFile);
  const loaded = await Promise.all(all.map((one) => load(one, { ...deps, keys })));
  return {
    subscriptions: loaded.map((one) => one.loaded),
    problems: [...problems, ...loaded.flatMap((one) => one.problems)],
  };
}

/** A callback has no name: its URL is one that stays, whatever stands before it in the list. */
function ofCallback({ url, token, events, enabled }: Callback): Subscription {
  const name = createHash("sha256").update(url).digest("hex").slice(0, 8);
  return {
    id: `callback-${name}`,
    url,
    events,
    enabled,
    sign: "none",
    headers: token === undefined ? {} : { authorization: token },
    ordered: false,
    atOnce: 1,
  };
}

async function keysOf(file: string): Promise<{ keys: SealKey[]; problems: Problem[] }> {
  try {
    return { keys: await readSealKeys(file), problems: [] };
  } catch (thrown) {
    const { message } = toError(thrown);
    const hint = thrown instanceof WakehookError ? thrown.hint : undefined;
    return { keys: [], problems: [finding("warning", { file: CONFIG_NAME }, { message, hint })] };
  }
}

interface Entry {
  readonly subscription: Subscription;
  readonly field: string;
}

async function load(
  { subscription, field }: Entry,
  deps: { readonly environment: Environment; readonly keys: readonly SealKey[] },
): Promise<{ loaded: LoadedSubscription; problems: Problem[] }> {
  const { id, secret, previousSecret, previousSecretUntil } = subscription;
  const problems: Problem[] = [];
  const resolve = async (name: string, written: string | undefined): Promise<string | null> => {
    const found = await resolveWritten(written, { ...deps, id, name, field: `${field}.${name}` });
    problems.push(...found.problems);
    return found.value;
  };
  const current = await resolve("secret", secret);
  const previous = await resolve("previous_secret", previousSecret);
  const headers: Array<[string, string]> = [];
  let missing = false;
  for (const [name, written] of Object.entries(subscription.headers)) {
    const value = await resolve(`headers.${name}`, written);
    if (value === null) missing = true;
    else headers.push([name, isBearer(field, value)]);
  }
  const secrets = [current, previous].filter((value) => value !== null);
  const problem = missing
    ? "a header's value cannot be had"
    : current === null && secret !== undefined
      ? "its secret cannot be had"
      : signingProblem({ subscription, secret: current, headers });
  if (problem !== null) problems.push(nothingSent(field, id, problem));
  const previousUntil = previousSecretUntil === undefined ? null : Date.parse(previousSecretUntil);
  const shown = printableSubscription(subscription);
  return {
    loaded: { id, subscription: shown, secrets, previousUntil, headers, problem },
    problems,
  };
}

function isBearer(field: string, value: string): string {
  return field.startsWith("callbacks.") ? `Bearer ${value}` : value;
}

async function resolveWritten(
  written: string | undefined,
  at: {
    readonly environment: Environment;
    readonly keys: readonly SealKey[];
    readonly id: string;
    readonly name: string;
    readonly field: string;
  },
): Promise<{ value: string | null; problems: readonly Problem[] }> {
  const { keys, id, name, field } = at;
  const place = { file: CONFIG_NAME };
  if (written !== undefined && isSealed(written)) {
    const value = openSecret(written, { keys, owner: sealOwner(id, name) });
    if (value !== null) return { value, problems: [] };
    const message = "cannot be opened: its key is gone, or it is another subscription's";
    const hint = `make a new one: wakehook subscription rotate ${id}`;
    return { value: null, problems: [hiddenFinding("warning", place, { field, message, hint })] };
  }
  const { value, problems } = await resolveSecret(written, at.environment, { ...place, field });
  // An error would keep the whole file from being used; one subscription is not worth that.
  const isPlain = value !== null && value === written && field.startsWith("subscriptions.");
  const plain = isPlain ? [inPlainText(id, field)] : [];
  return { value, problems: [...problems.map(asWarning), ...plain] };
}

function inPlainText(id: string, field: string): Problem {
  const message = "stands here in plain text";
  const hint = `seal it: wakehook subscription set ${id} enabled=true`;
  return hiddenFinding("note", { file: CONFIG_NAME }, { field, message, hint });
}

function asWarning(problem: Problem): Problem {
  return { ...problem, level: "warning" };
}

/** Whose a sealed value is. A secret stays its own when it becomes the previous one. */
export function sealOwner(id: string, name: string): string {
  return `subscription ${id} ${name === "previous_secret" ? "secret" : name}`;
}

function nothingSent(field: string, id: string, problem: string): Problem {
  const message = `nothing is sent to the subscription ${id}: ${problem}`;
  return finding("warning", { file: CONFIG_NAME }, { field, message });
}
