// Secrets that are old: whoever has seen one since then can still send.

import { WakehookError } from "../../core/records/errors.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import type { CommandContext } from "../command.ts";
import { readLedger } from "../records/open-ledger.ts";
import { secretAgesOf } from "../records/secret-ages.ts";
import type { Finding } from "./finding.ts";

const DAY_MS = 86_400_000;
const OLD_DAYS = 365;
const MOST_NAMED = 10;

type Ages = ReadonlyMap<string, number>;

/** A note about hooks that are switched on and whose secret is older than a year; nothing where there is none. */
export async function checkSecretAges(
  { paths, clock }: Pick<CommandContext, "paths" | "clock">,
  settings: SettingsSnapshot,
): Promise<Finding[]> {
  const setAt = await readAges(paths, settings);
  const old = [...settings.hooks.values()].flatMap(({ id, hook }) => {
    const days = Math.floor((clock.now() - (setAt.get(id) ?? Infinity)) / DAY_MS);
    return hook?.enabled === true && days > OLD_DAYS ? [{ id, days }] : [];
  });
  const [oldest] = old.toSorted((one, other) => other.days - one.days);
  if (oldest === undefined) return [];
  const names = old.slice(0, MOST_NAMED).map(({ id, days }) => `${id} (${days} days)`);
  const more = old.length > MOST_NAMED ? ` and ${old.length - MOST_NAMED} more` : "";
  return [
    {
      check: "secrets",
      level: "note",
      message: `not changed for more than a year: ${names.join(", ")}${more}`,
      hint: `wakehook hook rotate ${oldest.id}`,
    },
  ];
}

async function readAges(paths: CommandContext["paths"], settings: SettingsSnapshot): Promise<Ages> {
  try {
    return (await readLedger<Ages>(paths, await secretAgesOf(paths, settings))) ?? new Map();
  } catch (thrown) {
    // A ledger that cannot be read has a finding of its own.
    if (thrown instanceof WakehookError) return new Map();
    throw thrown;
  }
}
