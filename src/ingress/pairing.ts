// Senders that make the secret themselves and hand it over (Asana, Notion). A POST comes in; taken over, refused, or
// no such request goes out. Only while the owner's window is open, and only for a hook without a secret.

import { WakehookError } from "../core/records/errors.ts";
import { fingerprint } from "../core/secrets/fingerprint.ts";
import type { HookId } from "../core/records/ids.ts";
import { refuse, type Refusal } from "../core/records/refusals.ts";
import type { SettingsSnapshot } from "../core/settings/settings.ts";
import type { PairingRule } from "../core/events/source.ts";
import { verifyRequest } from "../signing/verify.ts";
import { readValues } from "../signing/read-value.ts";
import type { Handshake } from "./handshake.ts";
import type { PairingWindows } from "./pairing-windows.ts";
import { valueIn, type ProvenRequest } from "./proven-request.ts";
import { findRoute, findTarget, type UsableHook } from "./target-hook.ts";

/** What pairing needs. */
export interface PairingDeps {
  readonly clock: { now(): number };
  readonly windows: PairingWindows;
  /**
   * Writes a secret into a hook that has none, and puts it in force. false: it has one, or is gone.
   * @throws WakehookError where the file cannot be written.
   */
  readonly storeSecret: (hookId: HookId, secret: string) => Promise<boolean>;
}

/** Longer or stranger texts are no secret of any sender. */
const SECRET = /^[\x21-\x7e]{8,512}$/;
const LONGEST_WINDOW_MS = 3_600_000;

/**
 * Opens a window for a hook.
 * @returns its end, epoch milliseconds
 * @throws WakehookError `not_found`, `refused`.
 */
export function openPairing(
  { windows }: Pick<PairingDeps, "windows">,
  settings: SettingsSnapshot,
  asked: { readonly hookId: string; readonly forMs: number },
): number {
  const { usable } = findTarget(settings, asked.hookId);
  const route = findRoute(settings, asked.hookId)?.route;
  if (usable === undefined && route)
    throw new WakehookError(
      "refused",
      `${asked.hookId} is a route, which has no secret of its own`,
      {
        hint: `open the window of one of its hooks: ${route.route.join(", ")}`,
      },
    );
  if (usable === undefined)
    throw new WakehookError("not_found", `there is no usable hook ${JSON.stringify(asked.hookId)}`);
  const { source, hook } = usable;
  if (source.pairing === undefined)
    throw new WakehookError("refused", `${source.title} hands over no secret`, {
      hint: `see how it is set up: wakehook source show ${source.name}`,
    });
  if (hasSecret(usable))
    throw new WakehookError("refused", `${hook.id} has a secret already`, {
      hint: "pairing never overwrites one: remove `secret` from the hook first",
    });
  if (!(asked.forMs > 0 && asked.forMs <= LONGEST_WINDOW_MS))
    throw new WakehookError("usage", "a window is open for an hour at most");
  return windows.open(hook.id, asked.forMs);
}

/** Takes over a secret that a sender hands over. null: the request hands over none, or the hook has one already. */
export async function pair(
  deps: PairingDeps,
  usable: UsableHook,
  question: Pick<ProvenRequest, "signed" | "payload">,
): Promise<{ readonly ok: true; readonly handshake: Handshake } | Refusal | null> {
  const { source, hook } = usable;
  const rule = source.pairing;
  if (rule === undefined || hasSecret(usable)) return null;
  const secret = valueIn(question, rule.secret);
  if (typeof secret !== "string" || secret === "") return null;
  if (!SECRET.test(secret))
    return refuse("unauthorized", "what was handed over cannot be a secret");
  if (!deps.windows.isOpen(hook.id)) return withoutWindow(rule, usable);
  if (!fits(deps, usable, question.signed, secret))
    return refuse("unauthorized", "the request is not signed with the secret that it hands over");
  if (!(await store(deps, hook.id, secret)))
    return refuse("unauthorized", "the hook has a secret already");
  const detail = `the secret was taken over, ${fingerprint(secret)}`;
  const echo = rule.echoHeader === undefined ? {} : { [rule.echoHeader]: secret };
  const handshake = { name: "pairing", status: rule.status, body: null, headers: echo, detail };
  return { ok: true, handshake };
}

/** The window closes before anything is written, so that two senders at once cannot both be taken; a disk that takes nothing leaves it open. */
async function store(deps: PairingDeps, hookId: HookId, secret: string): Promise<boolean> {
  const left = deps.windows.take(hookId);
  if (left === null) return false;
  try {
    return await deps.storeSecret(hookId, secret);
  } catch (error) {
    deps.windows.open(hookId, left);
    throw error;
  }
}

function withoutWindow(
  { answersAlways, status }: PairingRule,
  { hook, source }: UsableHook,
): { readonly ok: true; readonly handshake: Handshake } | Refusal {
  const mend = `to take it: wakehook hook pair ${hook.id}`;
  if (answersAlways !== true)
    return refuse(
      "unauthorized",
      `${source.title} hands over a secret, and none is awaited (${mend})`,
    );
  const detail = `a secret was handed over and not taken; ${mend}, then have it sent again`;
  return { ok: true, handshake: { name: "pairing", status, body: null, detail } };
}

/** Where such a request is signed, it must be signed with what it hands over. */
function fits(
  { clock }: Pick<PairingDeps, "clock">,
  { hook, source }: UsableHook,
  signed: ProvenRequest["signed"],
  secret: string,
): boolean {
  const verifier = hook.verify ?? source.verifier;
  const isSigned = verifier?.signature?.some((place) => readValues(signed).has(place)) ?? false;
  if (verifier === undefined || !isSigned) return true;
  return verifyRequest(verifier, signed, [secret], clock.now()).ok;
}

/** Also one that is written and cannot be read now counts: it is the owner's. */
function hasSecret({ hook, loaded }: UsableHook): boolean {
  const { secret, previousSecret } = loaded.secrets;
  return [secret, previousSecret, hook.secret, hook.previousSecret].some(Boolean);
}
