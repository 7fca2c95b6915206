// In: secret fields as they were written. Out: their values, with `file:/path` and `env:NAME`
// resolved. This happens at every load: a secret file that changes counts from the next reload on,
// and a reload happens when webhooks.json or config.json changes.

import { constants } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import { toError } from "../../core/records/errors.ts";
import type { Hook } from "../../core/settings/hook.ts";
import type { Problem } from "../../core/settings/problem.ts";
import type { HookSecrets } from "../../core/settings/settings.ts";
import type { Environment } from "../../system/environment.ts";
import { resolveForward } from "./forward-secrets.ts";
import { hiddenFinding, type Place, type Words } from "../check/finding.ts";
import { resolveRepair } from "./repair-secrets.ts";
import { resolveSenderReports } from "./sender-report-secrets.ts";
import { chmodLine, isOpenToOthers } from "../home.ts";

/** The largest file that a secret may stand in, bytes. */
const MAX_SECRET_BYTES = 64 * 1024;
const HASHED_TOKEN = /^sha256:[0-9a-f]{64}$/;

/** A secret's value (null: none is set, or it cannot be had) and what is wrong with it. */
export interface ResolvedSecret {
  readonly value: string | null;
  readonly problems: readonly Problem[];
}

/**
 * Resolves one field. A reference that leads nowhere is an error; a file that other users of the
 * machine may read is a warning.
 */
export async function resolveSecret(
  written: string | undefined,
  environment: Environment,
  at: Place & { readonly field: string },
): Promise<ResolvedSecret> {
  const { field, ...place } = at;
  const wrong = (message: string, more: Pick<Words, "hint" | "thrown"> = {}): ResolvedSecret => ({
    value: null,
    problems: [hiddenFinding("error", place, { field, message, ...more })],
  });
  if (written === undefined || written === "") return { value: null, problems: [] };
  if (written.startsWith("env:")) {
    const name = written.slice("env:".length);
    const value = environment[name];
    if (value !== undefined && value !== "") return { value, problems: [] };
    return wrong(`the environment variable ${name} is not set`, {
      hint: "set it where wakehook is started",
    });
  }
  if (!written.startsWith("file:")) return { value: written, problems: [] };
  const file = written.slice("file:".length);
  if (!path.isAbsolute(file)) return wrong(`${file} is not an absolute path`);
  const read = await readSecretFile(file);
  if ("why" in read) return wrong(`the file ${file} ${read.why}`, read);
  if (!read.open) return { value: read.value, problems: [] };
  const message = `the file ${file} is open to other users of this machine`;
  const hint = chmodLine(0o600, [file]);
  return {
    value: read.value,
    problems: [hiddenFinding("warning", place, { field, message, hint })],
  };
}

/** Resolves all secrets of a hook; one without a token of its own gets the global one. */
export async function resolveHookSecrets(
  hook: Hook,
  globalToken: string | null,
  deps: { readonly environment: Environment; readonly place: Place },
): Promise<{ secrets: HookSecrets; problems: readonly Problem[] }> {
  const { environment, place } = deps;
  const resolve = async (field: string, written: string | undefined): Promise<ResolvedSecret> =>
    await resolveSecret(written, environment, { ...place, field });
  const token = await resolve("token", hook.token);
  const secret = await resolve("secret", hook.secret);
  const previous = await resolve("previous_secret", hook.previousSecret);
  const hmac = await resolve("hmac_secret", hook.hmacSecret);
  const verifyToken = await resolve("verify_token", hook.verifyToken);
  const forward =
    hook.forward === undefined
      ? undefined
      : await resolveForward(hook.forward, deps, resolveSecret);
  const reports = await resolveSenderReports(hook, deps, resolveSecret);
  const repair = await resolveRepair(hook, deps, resolveSecret);
  const until = hook.previousSecretUntil;
  return {
    secrets: {
      token: hook.token === undefined ? globalToken : token.value,
      secret: secret.value,
      previousSecret: previous.value,
      previousSecretUntil: until === undefined ? null : Date.parse(until),
      hmacSecret: hmac.value,
      verifyToken: verifyToken.value,
      ...(forward === undefined ? {} : { forward: forward.secrets }),
      ...(reports === undefined ? {} : { reports: reports.secrets }),
      ...(repair === undefined ? {} : { repair: repair.secrets }),
    },
    problems: [
      ...(forward?.problems ?? []),
      ...(reports?.problems ?? []),
      ...(repair?.problems ?? []),
      ...[token, secret, previous, hmac, verifyToken].flatMap(({ problems }) => problems),
      ...malformedToken(token.value, { ...place, field: "token" }),
    ],
  };
}

/** A token that begins like a hash and is none would refuse every request. */
export function malformedToken(
  token: string | null,
  at: Place & { readonly field: string },
): Problem[] {
  if (token === null || !token.startsWith("sha256:") || HASHED_TOKEN.test(token)) return [];
  const { field, ...place } = at;
  const message = "must be sha256: and 64 hexadecimal digits in lower case, or a plain token";
  return [hiddenFinding("error", place, { field, message })];
}

type SecretFile =
  | { readonly value: string; readonly open: boolean }
  | { readonly why: string; readonly thrown?: unknown };

async function readSecretFile(file: string): Promise<SecretFile> {
  try {
    await using handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await handle.stat();
    if (!stats.isFile()) return { why: "is not a file" };
    if (stats.size > MAX_SECRET_BYTES) return { why: `is larger than ${MAX_SECRET_BYTES} bytes` };
    const bytes = await handle.readFile();
    const value = new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/\r?\n$/, "");
    if (value === "") return { why: "is empty" };
    return { value, open: isOpenToOthers(stats.mode) };
  } catch (thrown) {
    if (thrown instanceof TypeError) return { why: "is not UTF-8 text" };
    return { why: `cannot be read: ${toError(thrown).message}`, thrown };
  }
}
