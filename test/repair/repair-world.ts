// Repairs over a real ledger and the real way in, with GitHub's stand-in: everything but a daemon around them.

import { onTestFinished, vi } from "vitest";
import { Config } from "../../src/core/settings/config.ts";
import { Hook } from "../../src/core/settings/hook.ts";
import type { HookId } from "../../src/core/records/ids.ts";
import type { Delivery } from "../../src/core/records/delivery.ts";
import type { Repair } from "../../src/core/records/gap.ts";
import type { Notice } from "../../src/core/outbound/report.ts";
import {
  NO_SECRETS,
  type LoadedHook,
  type SettingsSnapshot,
} from "../../src/core/settings/settings.ts";
import { createIngress } from "../../src/ingress/ingress.ts";
import { createAsk } from "../../src/outbound/ask-api.ts";
import { systemLookup } from "../../src/outbound/resolve-target.ts";
import { MISSED } from "../../src/repair/missed-table.ts";
import { createRepairs, type Repairs } from "../../src/repair/repairs.ts";
import { findSource } from "../../src/sources/table.ts";
import { systemRandomness } from "../../src/system/randomness.ts";
import { createTestClock } from "../e2e/leftovers.ts";
import { tempLedger } from "../ledger/temp-ledger.ts";
import { openGithub } from "./github/github-stand-in.ts";

export const SITE = "site" as HookId;
export const PUBLIC_URL = "https://hooks.example.org/hooks/site";
const SECRET = "the-secret-of-the-webhook";
const LOG = { debug() {}, info() {}, warn() {}, error() {} };

export const issue = (number: number, action = "opened") => ({
  action,
  issue: { number, title: `Issue ${number}` },
  repository: { full_name: "octo/site" },
});

export const MINUTE = 60_000;
export const DAY = 86_400_000;
/** `repair` as it is written, without the address of the stand-in. */
export const RAW = { kind: "github", token: "x", repository: "octo/site" };

export type RepairWorld = Awaited<ReturnType<typeof openRepairWorld>>;

/** A world with one hook, `site`; `fields` change it. */
export async function openRepairWorld(fields: Record<string, unknown> = {}) {
  const github = await openGithub({ secret: SECRET, url: PUBLIC_URL });
  onTestFinished(() => github.close());
  const clock = createTestClock();
  const ledger = tempLedger().open({ clock });
  const written = {
    id: "site",
    title: "Site",
    mode: "wake",
    source: "github",
    events: ["issues.opened"],
    public_url: PUBLIC_URL,
    repair: { kind: "github", token: "x", repository: "octo/site", api_url: github.url },
    ...fields,
  };
  const state = {
    settings: snapshot(written),
    put(more: Record<string, unknown>, config: Record<string, unknown> = {}) {
      state.settings = snapshot({ ...written, ...more }, config);
    },
  };
  const ingress = createIngress({
    clock,
    ledger,
    log: LOG,
    randomness: systemRandomness,
    settings: () => state.settings,
    emit() {},
    onAccepted() {},
    ownWork: () => null,
  });
  const open = (): Repairs => {
    const repairs = createRepairs({
      clock,
      ledger,
      log: LOG,
      findSource,
      store: ledger.gaps,
      randomness: { fraction: () => 0 },
      paceMs: 0,
      settings: () => state.settings,
      enter: (request, info) => ingress.fetch(request, info),
      onTold() {},
      noticesOf: (notice) => [{ sink: "log", payload: JSON.stringify(notice) }],
      missedOf({ hook }, signal) {
        if (hook?.repair === undefined) return null;
        const bounds = { clock, signal, lookup: systemLookup, allowed: ["127.0.0.1"] };
        const mask = (text: string): string => text.replaceAll(github.token, "(secret)");
        const ask = createAsk({ ...bounds, mask, tokenField: "repair.token of the hook" });
        const { repair } = hook;
        return MISSED.github({ ask, clock, repair, token: github.token, publicUrl: PUBLIC_URL });
      },
    });
    onTestFinished(() => repairs.close());
    return repairs;
  };
  return {
    state,
    github,
    clock,
    ledger,
    ingress,
    open,
    /** Nothing was received from so long ago until now. */
    gap(agoMs: number): void {
      const now = clock.now();
      const times = { beganAt: now - agoMs, endedAt: now };
      ledger.gaps.addGap({ cause: "stopped", name: "", detail: null, ...times });
    },
    repairs: (): Repair[] => ledger.gaps.repairs({ limit: 100 }),
    notices: (): Notice[] =>
      ledger.outbox({ sink: "log" }).map(({ payload }) => JSON.parse(payload) as Notice),
    taken: (): Delivery[] => ledger.deliveries({ limit: 1000 }).toReversed(),
    /** Until one stands so. */
    until: (like: Partial<Repair>): Promise<void> =>
      vi.waitFor(() => {
        const [repair] = ledger.gaps.repairs({ limit: 1 });
        for (const [name, value] of Object.entries(like))
          if (repair?.[name as keyof Repair] !== value)
            throw new Error(`${name} is ${JSON.stringify(repair)}`);
      }, 5000),
  };
}

/** So many issues that GitHub could not deliver, a second apart, the first one the oldest. */
export async function missed({ github }: RepairWorld, count: number): Promise<string[]> {
  const guids: string[] = [];
  for (let number = 1; number <= count; number += 1)
    guids.push(await github.event("issues", issue(number), { agoMs: (count - number + 1) * 1000 }));
  return guids;
}

/** What was taken in is about. */
export const entities = (world: RepairWorld) => world.taken().map(({ entity }) => entity);

function snapshot(
  fields: Record<string, unknown>,
  config: Record<string, unknown> = {},
): SettingsSnapshot {
  const hook = Hook.parse(fields);
  const loaded: LoadedHook = {
    id: hook.id,
    state: "valid",
    hook,
    secrets: { ...NO_SECRETS, secret: SECRET, repair: { token: "x" } },
    problems: [],
  };
  return {
    config: Config.parse(config),
    hooks: new Map([[hook.id, loaded]]),
    problems: [],
    secretValues: [],
  };
}
