// In: a hook's id, and a new secret where the sender makes it. Out: the entry has the new one; where it can, the old one
// is taken for a while.

import { WakehookError } from "../../core/records/errors.ts";
import { findSource } from "../../sources/table.ts";
import type { Clock } from "../../system/clock.ts";
import type { Environment } from "../../system/environment.ts";
import type { HomePaths } from "../../system/home.ts";
import { newSecret, type Randomness } from "../../system/randomness.ts";
import { changeHook, readEntry, type Entry } from "./edit-hook.ts";
import { secretFieldOf, type SecretField } from "../../core/settings/entry-auth.ts";
import { madeFor } from "./made-secret.ts";
import { hashToken, isReference } from "./secret-fields.ts";

/** What rotating needs. */
export interface RotateDeps {
  readonly paths: HomePaths;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

/** What was rotated. */
export interface RotatedSecret {
  readonly field: SecretField;
  /** The new one; nobody is shown it again. */
  readonly secret: string;
  /** Until when the old one is taken too, epoch milliseconds; null: it is not. */
  readonly until: number | null;
}

/**
 * Gives a hook a new secret.
 * @throws WakehookError `not_found`, `usage` where the sender makes it and none is given, `refused` where it stands
 * elsewhere, `settings_invalid`, `settings_unwritable`, `locked`.
 */
export async function rotateSecret(
  deps: RotateDeps,
  id: string,
  given: { readonly secret: string | null; readonly keepMs: number },
): Promise<RotatedSecret> {
  const old = await readEntry(deps, id);
  if (Array.isArray(old["route"]))
    throw new WakehookError("refused", `${id} is a route, which has no secret of its own`, {
      hint: `rotate those of its hooks: ${old["route"].join(", ")}`,
    });
  const field = secretFieldOf(old);
  const secret = given.secret ?? newFor(deps, old, field);
  const until = deps.clock.now() + given.keepMs;
  const { entry } = await changeHook(deps, id, (now) => rotated(now, { field, secret, until }));
  const overlaps = entry["previous_secret"] !== undefined && field === "secret";
  return { field, secret, until: overlaps ? until : null };
}

/** A secret that the sender makes is told by the owner; others are made here, in the form that the scheme reads. */
function newFor({ randomness }: RotateDeps, old: Entry, field: SecretField): string {
  const named = old["source"];
  const source = field === "secret" && typeof named === "string" ? findSource(named) : undefined;
  if (source === undefined) return newSecret(randomness);
  if (source.secretFrom !== "sender") return madeFor(source, randomness);
  throw new WakehookError("usage", `${source.title} makes the secret itself`, {
    hint: "have it make a new one, and give that: --secret FILE, or - for standard input",
  });
}

function rotated(
  entry: Entry,
  made: { readonly field: SecretField; readonly secret: string; readonly until: number },
): Entry {
  const { field, secret, until } = made;
  const old = entry[field];
  const written = typeof old === "string" ? old : "";
  if (isReference(written))
    throw new WakehookError("refused", `the ${field} stands elsewhere: ${written}`, {
      hint: "put the new one there yourself; wakehook changes no file but its own",
    });
  if (field === "token") return { ...entry, token: hashToken(secret) };
  if (field === "hmac_secret" || written === "") return { ...entry, [field]: secret };
  const previous = {
    previous_secret: written,
    previous_secret_until: new Date(until).toISOString(),
  };
  return { ...entry, secret, ...previous };
}
