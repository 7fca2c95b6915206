// A hook that was written in; where it is posted to, how its sender proves itself, and what it needs, out.

import type { Source } from "../../core/events/source.ts";
import { missingFeatures } from "../../core/new-hook/needed-features.ts";
import { setupLines } from "../../core/new-hook/setup-lines.ts";
import { entryAuthMode, secretFieldOf } from "../../core/settings/entry-auth.ts";
import type { FeatureName } from "../../core/settings/features.ts";
import { hookUrl } from "../../core/settings/hook-url.ts";
import { hooksBase } from "../hooks-base.ts";
import type { Site } from "../site.ts";
import type { Entry } from "./typed-form.ts";

/** true: its sender makes the secret. */
export function isMadeBySender(entry: Entry, source: Source): boolean {
  return entryAuthMode(entry) === "source" && source.secretFrom === "sender";
}

/** What is to be pasted where. `secret`: null where it was not made just now. */
export async function pasteLines(
  site: Site,
  entry: Entry,
  made: { readonly secret: string | null; readonly verifyToken: string | null },
): Promise<string[]> {
  const { deps } = site;
  const source = sourceOf(site, entry);
  const hookId = String(entry["id"]);
  const base = await hooksBase(site);
  const { webhooks } = deps.settings().config;
  return setupLines({
    source,
    hookId,
    events: textsOf(entry["events"]),
    mode: entryAuthMode(entry),
    url: base === null ? hookUrl(webhooks, hookId) : `${base}/hooks/${hookId}`,
    secret: made.secret ?? `(the ${secretFieldOf(entry)} that you gave)`,
    verifyToken: made.verifyToken,
  });
}

/** The switches that it needs and that are off. */
export function missingFeaturesOf({ deps }: Pick<Site, "deps">, entry: Entry): FeatureName[] {
  const { mode, to, report_to_sender: reports } = entry;
  const user = {
    mode: typeof mode === "string" ? mode : "",
    to: textsOf(to),
    reportsToSender: reports !== undefined,
  };
  return missingFeatures(user, deps.settings().config);
}

/** The preset of an entry; of an unknown one that of any script. */
export function sourceOf({ deps }: Pick<Site, "deps">, entry: Entry): Source {
  const { source } = entry;
  const named = typeof source === "string" ? deps.findSource(source) : undefined;
  const found = named ?? deps.findSource("generic");
  if (found === undefined) throw new Error("there is no preset of any script");
  return found;
}

function textsOf(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.filter((one): one is string => typeof one === "string");
}
