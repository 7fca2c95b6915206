// In: what a person typed behind `pause` or `resume`. Out: the one thing that it means.

import { WakehookError } from "../../core/records/errors.ts";
import { nearestName } from "../../core/text/nearest.ts";
import type { PauseKind } from "../../core/admission/pause.ts";

/** What may be paused by name. */
export interface PauseTarget {
  readonly kind: Exclude<PauseKind, "entity">;
  readonly name: string;
}

/**
 * Finds what a name means. `all` is everything, also where a hook is called so; a name that both a hook and a
 * provider have is typed with its kind: `hook:claude`, `provider:claude`.
 * @throws WakehookError `usage` where it means two things, `not_found` where none.
 */
export function pauseTarget(
  typed: string,
  known: Readonly<Record<"hook" | "provider", readonly string[]>>,
): PauseTarget {
  if (typed === "all") return { kind: "all", name: "all" };
  const kinds = ["hook", "provider"] as const;
  const written = kinds.find((kind) => typed.startsWith(`${kind}:`));
  const name = written === undefined ? typed : typed.slice(written.length + 1);
  const asked = written === undefined ? kinds : [written];
  const [kind, other] = asked.filter((one) => known[one].includes(name));
  if (kind === undefined) throw nothingOfTheName(typed, [...known.hook, ...known.provider]);
  if (other === undefined) return { kind, name };
  throw new WakehookError("usage", `a hook and a provider are called "${name}"`, {
    hint: `write hook:${name} or provider:${name}`,
  });
}

function nothingOfTheName(typed: string, known: readonly string[]): WakehookError {
  const near = nearestName(typed, known);
  return new WakehookError("not_found", `no hook and no provider is called "${typed}"`, {
    hint: near === undefined ? "see: wakehook hook list" : `did you mean ${near}?`,
  });
}
