// An entry of `subscriptions` as it is written: its plain secrets go, sealed ones come.

import { WakehookError } from "../../core/records/errors.ts";
import { isRecord } from "../../settings/edit/json-file.ts";
import { sealOwner } from "../../settings/load/load-subscriptions.ts";
import {
  isSealed,
  openSecret,
  sealSecret,
  type SealKey,
} from "../../settings/load/sealed-secret.ts";
import type { Randomness } from "../../system/randomness.ts";
import { isReference } from "../../settings/edit/secret-fields.ts";

/** An entry as it is written. */
export type SubscriptionEntry = Record<string, unknown>;

/** Seals what is plain; references and what is sealed already stay. */
export function sealEntry(
  entry: SubscriptionEntry,
  key: SealKey,
  randomness: Pick<Randomness, "bytes">,
): SubscriptionEntry {
  return withSecrets(entry, (written, owner) =>
    written === "" || isReference(written) || isSealed(written)
      ? written
      : sealSecret(written, { key, owner }, randomness),
  );
}

/**
 * Seals everything with the first of the keys.
 * @throws WakehookError `refused` where none of the keys opens a secret.
 */
export function resealEntry(
  entry: SubscriptionEntry,
  keys: readonly SealKey[],
  randomness: Pick<Randomness, "bytes">,
): SubscriptionEntry {
  const [key] = keys;
  if (key === undefined) throw new Error("there is no key to seal with");
  const opened = withSecrets(entry, (written, owner) => {
    if (!isSealed(written)) return written;
    const secret = openSecret(written, { keys, owner });
    if (secret !== null) return secret;
    throw new WakehookError(
      "refused",
      `a secret of the subscription ${String(entry["id"])} cannot be opened`,
      {
        hint: "make a new one first (wakehook subscription rotate ID), or remove the subscription",
      },
    );
  });
  return sealEntry(opened, key, randomness);
}

function withSecrets(
  entry: SubscriptionEntry,
  change: (written: string, owner: string) => string,
): SubscriptionEntry {
  const id = String(entry["id"]);
  const made: SubscriptionEntry = { ...entry };
  for (const name of ["secret", "previous_secret"]) {
    const written = entry[name];
    if (typeof written === "string") made[name] = change(written, sealOwner(id, name));
  }
  const { headers } = entry;
  if (isRecord(headers))
    made["headers"] = Object.fromEntries(
      Object.entries(headers).map(([name, written]) => [
        name,
        typeof written === "string" ? change(written, sealOwner(id, `headers.${name}`)) : written,
      ]),
    );
  return made;
}
