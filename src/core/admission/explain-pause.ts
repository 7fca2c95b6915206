// In: what is paused. Out: a sentence that says what, why and until when, and the command that ends it.

import type { Delivery } from "../records/delivery.ts";
import { durationText } from "../settings/duration.ts";
import { entityPauseName, type Pause } from "./pause.ts";
import { isProviderId, PROVIDERS } from "../settings/providers.ts";

/** The pause that keeps a delivery from running, its provider's apart: of everything, its hook, or its entity. */
export function pauseOf(
  { hookId, entity }: Pick<Delivery, "hookId" | "entity">,
  pauses: readonly Pause[],
): Pause | null {
  const find = (kind: Pause["kind"], name: string): Pause | undefined =>
    pauses.find((pause) => pause.kind === kind && pause.name === name);
  const ofEntity = entity === null ? undefined : find("entity", entityPauseName(hookId, entity));
  return find("all", "all") ?? find("hook", hookId) ?? ofEntity ?? null;
}

/** The hook and the entity of an entity's pause; null for any other. */
export function entityOf({ kind, name }: Pause): { hookId: string; entity: string } | null {
  if (kind !== "entity") return null;
  // A hook's id has no space; an entity may.
  const end = name.indexOf(" ");
  return { hookId: name.slice(0, end), entity: name.slice(end + 1) };
}

/**
 * Says what is paused, why, until when, and what ends it. It may hold an entity as a sender wrote it: it is made
 * printable by whoever prints it.
 */
export function explainPause(pause: Pause, now: number): string {
  const why = pause.cause === "owner" ? "paused by you" : `paused: ${ownReason(pause)},`;
  return `${subjectOf(pause)} is ${why}${endOf(pause, now)}; to end it: ${resumeWords(pause)}`;
}

/**
 * The command that ends a pause. An entity is a sender's text and stands in no command: whoever copies it must not
 * run what a stranger wrote.
 */
export function resumeWords(pause: Pause): string {
  const entity = entityOf(pause);
  if (entity === null) return `wakehook resume ${typedName(pause)}`;
  return `wakehook resume ${entity.hookId} --about ENTITY, or release one of its deliveries: wakehook delivery list --held --hook ${entity.hookId}`;
}

/** A hook may be called as a provider, or `all`: its kind is typed with it then. */
function typedName({ kind, name }: Pause): string {
  return kind === "hook" && (name === "all" || isProviderId(name)) ? `hook:${name}` : name;
}

function subjectOf(pause: Pause): string {
  const entity = entityOf(pause);
  if (entity !== null) return `${entity.entity} of the hook ${entity.hookId}`;
  const { kind, name } = pause;
  if (kind === "all") return "everything";
  if (kind === "hook") return `the hook ${name}`;
  return isProviderId(name) ? `the provider ${name} (${PROVIDERS[name].title})` : name;
}

/** Its reason, without the program's name: that stands before it. */
function ownReason({ kind, name, reason }: Pause): string {
  const title = kind === "provider" && isProviderId(name) ? `${PROVIDERS[name].title}: ` : "";
  return reason.startsWith(title) ? reason.slice(title.length) : reason;
}

function endOf({ until, cause }: Pause, now: number): string {
  if (until !== null) return ` for another ${durationText((until - now) / 1000)}`;
  const isProbed = cause === "auth" || cause === "missing";
  return isProbed ? " until a probe says that it works" : " until you say so";
}
