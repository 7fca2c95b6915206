// In: a change to the subscriptions of config.json. Out: they are written, every secret sealed, or nothing was.

import type { Problem } from "../../core/settings/problem.ts";
import { WakehookError } from "../../core/records/errors.ts";
import { SUBSCRIPTION_ID_PATTERN } from "../../core/settings/subscription.ts";
import { ensureHome } from "../../settings/home.ts";
import { isRecord } from "../../settings/edit/json-file.ts";
import { withFileLock } from "../../settings/edit/lock.ts";
import { changeSealKey, ensureSealKeys } from "../../settings/load/seal-keys.ts";
import type { SealKey } from "../../settings/load/sealed-secret.ts";
import type { CommandContext } from "../command.ts";
import { changeConfig } from "../../settings/edit/edit-config.ts";
import { resealEntry, sealEntry, type SubscriptionEntry } from "./seal-entry.ts";

type Context = Pick<CommandContext, "paths" | "randomness">;

/**
 * Changes the entries; plain secrets of an entry that was changed are sealed. The keys stay the same meanwhile.
 * @throws WakehookError `settings_invalid`, `home_unusable`, `permissions_too_wide`, `locked`.
 */
export async function changeSubscriptions(
  context: Context,
  change: (entries: readonly SubscriptionEntry[]) => readonly SubscriptionEntry[],
): Promise<readonly Problem[]> {
  const { paths, randomness } = context;
  await ensureHome(paths);
  return withFileLock(lockOf(context), async () => {
    const [key] = await ensureSealKeys(paths.sealKeyFile, randomness);
    return changeConfig(paths, (config) => {
      const before = entriesOf(config);
      const after = change(before).map((entry) =>
        before.includes(entry) ? entry : sealEntry(entry, neededKey(key), randomness),
      );
      return { ...config, subscriptions: after };
    });
  });
}

/**
 * Changes one entry.
 * @throws WakehookError `not_found`, and as changeSubscriptions.
 */
export async function changeSubscription(
  context: Context,
  id: string,
  change: (entry: SubscriptionEntry) => SubscriptionEntry,
): Promise<readonly Problem[]> {
  return changeSubscriptions(context, (entries) => {
    const at = placeOf(entries, id);
    return entries.with(at, change(entries[at] ?? {}));
  });
}

/**
 * Seals everything with a new key; gives back how many entries that were.
 * @throws WakehookError as changeSubscriptions; `refused` where a secret does not open.
 */
export async function changeKey(context: Context): Promise<number> {
  const { paths, randomness } = context;
  await ensureHome(paths);
  let count = 0;
  await withFileLock(lockOf(context), () =>
    changeSealKey(paths.sealKeyFile, randomness, async (keys) => {
      await changeConfig(paths, (config) => {
        const before = entriesOf(config);
        count = before.length;
        if (count === 0) return config;
        const subscriptions = before.map((entry) => resealEntry(entry, keys, randomness));
        return { ...config, subscriptions };
      });
    }),
  );
  return count;
}

/** The place of an entry. @throws WakehookError `not_found`. */
export function placeOf(entries: readonly SubscriptionEntry[], id: string): number {
  const at = entries.findIndex((entry) => entry["id"] === id);
  if (at !== -1) return at;
  throw new WakehookError("not_found", `there is no subscription "${id}" in config.json`, {
    hint: "see: wakehook subscription list",
  });
}

/** An id as typed. @throws WakehookError `usage`. */
export function subscriptionIdOf(typed: string): string {
  if (SUBSCRIPTION_ID_PATTERN.test(typed)) return typed;
  throw new WakehookError("usage", `"${typed}" is no id of a subscription`, {
    hint: "1 to 64 of a-z, 0-9 and -",
  });
}

function entriesOf(config: Readonly<Record<string, unknown>>): SubscriptionEntry[] {
  const written = config["subscriptions"] ?? [];
  if (Array.isArray(written) && written.every(isRecord)) return written;
  throw new WakehookError(
    "settings_invalid",
    "config.json: subscriptions must be a list of objects",
    {
      hint: "mend it by hand; nothing was changed",
    },
  );
}

function lockOf({ paths }: Context): string {
  return `${paths.sealKeyFile}.lock`;
}

function neededKey(key: SealKey | undefined): SealKey {
  if (key === undefined) throw new Error("the file of keys holds none");
  return key;
}
