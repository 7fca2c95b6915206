// The fields of a hook that are objects of their own, with their types and defaults.

import * as z from "zod";
import { snakeObject } from "./snake-object.ts";

const names = z.array(z.string().min(1));
const positive = z.number().positive();

/** What a header may be called. */
export const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;

/** A burst on one entity. */
export const Coalesce = snakeObject({
  window_seconds: positive,
  max_wait_seconds: positive.optional(),
});
/** Runs and dollars. */
export const Budget = snakeObject({
  runs_per_hour: z.int().positive().optional(),
  runs_per_day: z.int().positive().optional(),
  usd_per_day: positive.optional(),
});
/** Runs on one entity before it is paused. */
export const Fuse = snakeObject({
  runs: z.int().positive().default(5),
  within_seconds: positive.default(600),
});
/** Further attempts of a failed run. */
export const Retry = snakeObject({
  max_attempts: z.int().min(1).max(10).default(1),
  on: names.optional(),
  backoff_seconds: positive.max(86_400).default(60),
});
/** What makes two requests one delivery. */
export const Dedupe = snakeObject({
  key: z.string().min(1).optional(),
  digest_seconds: z.int().min(0).max(604_800).optional(),
});
/** Where mode forward sends, and what. */
export const Forward = snakeObject({
  url: z.string().min(1),
  method: z.string().optional(),
  headers: z.record(z.string().regex(HEADER_NAME, "not a header name"), z.string()).optional(),
  body: z.string().optional(),
  secret: z.string().min(1).optional(),
});
/** How urgent a delivery may be, the most urgent first. */
export const PRIORITIES = ["critical", "high", "medium", "low"] as const;
/** Fixed, or by labels. */
export const Priority = z.union([
  z.enum(PRIORITIES),
  snakeObject({ path: z.string().min(1), map: z.record(z.string(), z.enum(PRIORITIES)) }),
]);
