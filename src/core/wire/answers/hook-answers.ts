// What the routes about hooks answer. Secrets are fingerprints, but for the one time that a new one is shown.

import * as z from "zod";
import type { LoadedHook } from "../../settings/settings.ts";
import type { WireProblem } from "../wire.ts";
import {
  anyObject,
  count,
  done,
  flag,
  instant,
  instantOrNull,
  list,
  text,
  textOrNull,
} from "./shapes.ts";

/** A finding about a settings file. */
export const Finding = z.strictObject({
  level: z.enum(["error", "warning", "note"]),
  file: text,
  entry: z.exactOptional(text),
  field: z.exactOptional(text),
  value: z.exactOptional(text),
  message: text,
  hint: z.exactOptional(text),
  passing: z.exactOptional(done),
}) satisfies z.ZodType<WireProblem>;

const HOOK_STATES = ["valid", "stale", "invalid"] as const satisfies ReadonlyArray<
  LoadedHook["state"]
>;

/** A hook as it is in force. What an entry that was never valid does not say is null. */
export const Hook = z.strictObject({
  id: text,
  state: z.enum(HOOK_STATES),
  title: textOrNull,
  mode: textOrNull,
  source: textOrNull,
  enabled: flag.nullable(),
  path: text.meta({ description: "the path to post to, below the hook listener's address" }),
  problems: list(Finding),
  pending: list(text).meta({ description: "fields that are written and not at work yet" }),
  fingerprints: z.record(text, text).meta({ description: "of each secret that is set, by field" }),
  secret_set_at: instantOrNull.meta({
    description:
      "epoch milliseconds; since when it has the secret that senders prove themselves with; null: not known, or there is none",
  }),
  history: z.strictObject({
    deliveries: count,
    waiting: count,
    last_received_at: instantOrNull,
    last_status: textOrNull,
  }),
});

/** A route as it is in force. */
export const Route = z.strictObject({
  id: text,
  state: z.enum(HOOK_STATES),
  title: textOrNull,
  enabled: flag.nullable(),
  route: list(text).meta({ description: "the ids of the hooks that it serves" }),
  path: text,
  problems: list(Finding),
});

/** Every hook and route. */
export const HookList = z.strictObject({ hooks: list(Hook), routes: list(Route) });

const entry = anyObject.meta({ description: "the entry as webhooks.json has it" });

const version = text.meta({ description: "of the entry; a change may name it" });

/** One hook or route, and what is written; of one that is not loaded yet only that. */
export const ShownHook = z.union([
  Hook.extend({ entry, version }),
  Route.extend({ entry, version }),
  z.strictObject({ id: text, entry, version }),
]);

/** An entry that was written. */
export const WrittenHook = z.strictObject({ id: text, entry, problems: list(Finding) });

const once = "shown this once; null where one was given or the sender makes it";

/** A hook that was added. */
export const CreatedHook = WrittenHook.extend({
  path: text,
  secret_field: textOrNull,
  new_secret: textOrNull.meta({ description: once }),
  new_verify_token: textOrNull.meta({ description: once }),
});

/** It is gone. */
export const RemovedHook = z.strictObject({ id: text, removed: done });

/** A hook has a new secret. */
export const RotatedHook = z.strictObject({
  id: text,
  secret_field: text,
  new_secret: text.meta({ description: "shown this once" }),
  previous_secret_until: instantOrNull,
});

/** What a sender would have been answered. */
export const SentTest = z.strictObject({
  status: count.meta({ description: "the HTTP status" }),
  answer: z.unknown().meta({ description: "the answer's JSON, or its text where it is none" }),
});

/** A window in which the sender may hand its secret over. */
export const PairedHook = z.strictObject({ hook_id: text, until: instant });
