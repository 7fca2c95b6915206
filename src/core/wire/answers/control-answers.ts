// What the routes about what holds work back answer.

import * as z from "zod";
import type { WireBudget } from "../../admission/budget-today.ts";
import { PAUSE_CAUSES, PAUSE_KINDS } from "../../admission/pause.ts";
import { PROVIDERS } from "../../settings/providers.ts";
import type { WirePause } from "../wire.ts";
import {
  amount,
  count,
  done,
  flag,
  hookId,
  instant,
  instantOrNull,
  list,
  nameOf,
  text,
  textOrNull,
} from "./shapes.ts";

/** A pause's record. */
export const PauseRecord = z.strictObject({
  kind: nameOf(PAUSE_KINDS),
  name: text,
  cause: nameOf(PAUSE_CAUSES),
  since: instant,
  until: instantOrNull,
  reason: text,
  strikes: count,
}) satisfies z.ZodType<WirePause>;

/** A pause, as lists show it. */
export const Pause = PauseRecord.extend({ explanation: text });

/** Every pause. */
export const PauseList = z.strictObject({ pauses: list(Pause) });

/** A pause is over. */
export const EndedPause = z.strictObject({
  ended: done,
  kind: nameOf(PAUSE_KINDS),
  name: text,
});

/** Every agent program. */
export const ProviderList = z.strictObject({
  providers: list(
    z.strictObject({
      name: nameOf(PROVIDERS),
      title: text,
      paused: flag,
      pause: Pause.nullable(),
    }),
  ),
});

const More = z.strictObject({ runs: count, usd: amount });

/** What of a hook's budget is spent; what has no limit is null. */
export const Budget = z.strictObject({
  hook_id: hookId,
  limits: z.strictObject({
    runs_per_hour: count.nullable(),
    runs_per_day: count.nullable(),
    usd_per_day: amount.nullable(),
  }),
  runs_this_hour: count,
  runs_today: count,
  usd_today: amount,
  allowance: More.meta({ description: "what the owner has added for today" }),
  reached: z.enum(["runs_per_hour", "runs_per_day", "usd_per_day"]).nullable(),
  reason: textOrNull,
  frees_at: instantOrNull,
}) satisfies z.ZodType<WireBudget>;

/** A budget that was raised. */
export const RaisedBudget = Budget.extend({
  day: text.meta({ description: "as 2026-11-21" }),
  added: More,
});

/** What a bot's word was taken as. */
export const Acknowledged = z.strictObject({
  run_id: text,
  target: text,
  level: z.enum(["written", "accepted", "taken", "finished"]),
});
