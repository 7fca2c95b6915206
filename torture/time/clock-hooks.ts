// The hooks and targets on which a jump of the clock is tried.

import { aTarget, type HomeFiles } from "../../test/e2e/open-home.ts";
import { signedHook } from "../load/signed-post.ts";

/** Verified requests per hook and minute. */
export const BUDGET = 20;
/** How often a fuse lets an entity run. */
export const FUSE_RUNS = 2;
/** How long equal bytes count as one: less than any jump. */
export const DIGEST_SECONDS = 600;
/** `timeout_seconds` of the hook `late`. */
export const TIMEOUT_SECONDS = 1;
/** The key of the hook `stamped`, whose sender signs the time too. */
export const STAMP_KEY = Buffer.from("a key of thirty-two bytes or more!");

const QUIET_MINUTES = 20;
const DAY_MINUTES = 1440;

/** The files of a home; the quiet hours of the hook `quiet` lie around an instant. */
export function clockFiles(quietAt: number): HomeFiles {
  const every = { events: null };
  return {
    hooks: [
      signedHook("limited"),
      signedHook("digest", { dedupe: { digest_seconds: DIGEST_SECONDS } }),
      {
        ...signedHook("stamped"),
        source: "standard-webhooks",
        auth_mode: "source",
        secret: `whsec_${STAMP_KEY.toString("base64")}`,
      },
      signedHook("late", { ...every, to: ["slow"], timeout_seconds: TIMEOUT_SECONDS }),
      // A week: the longest that may be said.
      signedHook("patient", { ...every, timeout_seconds: 604_800 }),
      signedHook("fused", {
        ...every,
        entity: "{{thing}}",
        fuse: { runs: FUSE_RUNS, within_seconds: 600 },
      }),
      signedHook("told", { ...every, report: ["flaky"] }),
      // Quiet all day, but for one minute.
      signedHook("kept", {
        ...every,
        quiet_policy: "defer",
        quiet_start: "00:00",
        quiet_end: "23:59",
      }),
      signedHook("quiet", { ...every, to: ["second"], ...quietHours(quietAt) }),
    ],
    config: {
      timezone: "UTC",
      webhooks: { requests_per_minute: BUDGET },
      agents: { max_concurrent_runs: 16 },
      features: { commands: true },
      retention: { days: 1, max_deliveries: 1, max_bytes: 1 },
      targets: [
        aTarget("echo", "cat >/dev/null; echo ok"),
        aTarget("second", "cat >/dev/null; sleep 1; echo ok"),
        aTarget("slow", "sleep 60"),
        // The first report of each fails.
        aTarget("flaky", `cat >/dev/null; [ -f "$HOME/told" ] || { touch "$HOME/told"; exit 1; }`),
      ],
    },
  };
}

function quietHours(at: number): Record<string, unknown> {
  const minute = Math.floor(at / 60_000) % DAY_MINUTES;
  return {
    quiet_policy: "defer",
    quiet_start: timeOfDay(minute - QUIET_MINUTES),
    quiet_end: timeOfDay(minute + QUIET_MINUTES),
  };
}

function timeOfDay(minute: number): string {
  const inDay = (minute + DAY_MINUTES) % DAY_MINUTES;
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(Math.floor(inDay / 60))}:${two(inDay % 60)}`;
}
