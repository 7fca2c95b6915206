// What the routes about the daemon as a whole answer.

import * as z from "zod";
import { FINDING_LEVELS } from "../../ports/doctor-port.ts";
import { FEATURES } from "../../settings/features.ts";
import { PauseRecord } from "./control-answers.ts";
import { Expose } from "./expose-answers.ts";
import { Finding } from "./hook-answers.ts";
import {
  amount,
  count,
  done,
  flag,
  instant,
  instantOrNull,
  list,
  nameOf,
  text,
  textOrNull,
} from "./shapes.ts";

/** It answers. */
export const Health = z.strictObject({ status: z.literal("ok") });

const Address = z.strictObject({ host: text, port: count });

/** How the daemon is. */
export const DaemonStatus = z.strictObject({
  version: text,
  state: z.enum(["running", "stopping"]),
  started_at: instant,
  now: instant,
  addresses: z.strictObject({ admin: Address, hooks: Address.nullable() }),
  counts: z.strictObject({ running: count, queued: count, held: count }),
  pauses: list(PauseRecord),
  hooks: z.strictObject({
    total: count,
    valid: count,
    stale: count,
    invalid: count,
    disabled: count,
  }),
  public_base_url: textOrNull,
  expose: Expose,
  features: z.record(nameOf(FEATURES), flag),
  safe_mode: flag,
  problems: list(Finding),
});

/** Its end is on the way. */
export const Stopping = z.strictObject({ stopping: done });

/** What is in force now. */
export const Reloaded = z.strictObject({ hooks: count, problems: count });

/** The senders that wakehook knows. */
export const SourceList = z.strictObject({
  sources: list(
    z.strictObject({
      name: text,
      aliases: list(text),
      title: text,
      secret_from: z.enum(["wakehook", "sender"]),
      known_events: list(text).nullable(),
    }),
  ),
});

/** What doctor found; null: it has not looked yet. */
export const DoctorAnswer = z.strictObject({
  looking: flag,
  examined_at: instantOrNull,
  duration_ms: amount.nullable(),
  findings: list(
    z.strictObject({
      check: text,
      level: z.enum(FINDING_LEVELS),
      message: text,
      hint: text.optional(),
    }),
  ).nullable(),
});

/** The document itself. */
export const OpenApi = z.looseObject({ openapi: z.literal("3.1.0") });
