import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { NewDelivery } from "../../../src/core/records/new-delivery.ts";
import type { LedgerPort } from "../../../src/core/ports/ledger-port.ts";
import { openLedger } from "../../../src/ledger/open.ts";
import { ensureHome } from "../../../src/settings/home.ts";
import { systemClock } from "../../../src/system/clock.ts";
import { aDelivery, LIMITS } from "../../ledger/temp-ledger.ts";
import { createCli, goodHook, type Cli } from "../harness.ts";

const NOON = Date.UTC(2026, 10, 21, 12);
const HOUR = 3_600_000;

interface Home {
  readonly cli: Cli;
  readonly ledger: LedgerPort;
  post(number: number, more?: Partial<NewDelivery>): Promise<void>;
}

/** A home with a hook of GitHub's, and the ledger of a daemon that goes on writing. */
async function homeWith(hook: Record<string, unknown> = {}): Promise<Home> {
  const cli = await createCli();
  await ensureHome(cli.paths);
  await writeFile(cli.paths.configFile, '{"timezone":"UTC"}', { mode: 0o600 });
  await cli.putHooks(
    goodHook("site", { mode: "wake", prompt_template: "Look: {{title}}", ...hook }),
  );
  const ledger = openLedger({ paths: cli.paths, clock: systemClock });
  onTestFinished(() => ledger.close());
  return {
    cli,
    ledger,
    async post(number, more = {}) {
      const body = Buffer.from(JSON.stringify({ title: `T${number}`, n: number }));
      const base = { hookId: "site" as never, receivedAt: NOON + number * HOUR, body };
      await ledger.accept(aDelivery(number, { ...base, ...more }), LIMITS);
    },
  };
}

type Row = {
  now: { outcome: string; status: string | null };
  edited: Row["now"] | null;
  differs: boolean;
  prompt: string[] | null;
};
type Wire = { deliveries: Row[]; summary: Record<string, unknown> };

async function dryRun({ cli }: Home, ...more: string[]): Promise<Wire> {
  const ran = await cli.run(["dry-run", "site", ...more, "--json"]);
  expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 0, stderr: "" });
  return ran.json() as Wire;
}

describe("wakehook dry-run", () => {
  it("says what the hook as it is would do with each recorded delivery", async () => {
    const home = await homeWith({ events: ["issues"], fuse: { runs: 2, within_seconds: 86_400 } });
    for (const n of [1, 2, 3]) await home.post(n);
    await home.post(4, { event: "push", entity: null });

    const { deliveries, summary } = await dryRun(home);

    expect(deliveries.map(({ now }) => now)).toMatchObject([
      { outcome: "run", status: null },
      { outcome: "run" },
      { outcome: "hold", status: "held:paused", reason: expect.stringContaining("fuse") },
      { outcome: "end", status: "skipped:filtered", reason: expect.stringContaining("push") },
    ]);
    expect(summary).toMatchObject({
      deliveries: 4,
      now: { run: 2, hold: 1, merged: 0, end: 1 },
      edited: null,
    });
  });

  it("compares with an edited hook, at each delivery's own time", async () => {
    const home = await homeWith();
    for (const n of [1, 2, 3, 12]) await home.post(n, n === 3 ? {} : { entity: `e${n}` });

    const { deliveries } = await dryRun(
      home,
      "--set",
      "quiet_start=13:30",
      "quiet_end=20",
      "quiet_policy=defer",
      "--set",
      "when=payload.n != 12",
    );

    expect(deliveries.map(({ edited }) => edited)).toMatchObject([
      { outcome: "run", ran_at: NOON + HOUR },
      { outcome: "run", status: "held:quiet_hours", ran_at: NOON + 8 * HOUR },
      { outcome: "run", status: "held:quiet_hours", ran_at: NOON + 8 * HOUR },
      { outcome: "end", status: "skipped:filtered" },
    ]);
    expect(deliveries.map(({ differs }) => differs)).toEqual([false, true, true, true]);
  });

  it("simulates bursts, budgets in runs and in dollars, and approvals that nobody gives", async () => {
    const home = await homeWith();
    for (const n of [1, 2, 3]) await home.post(n, { receivedAt: NOON + n * 1000 });
    await home.post(4, { entity: "other" });
    const editedBy = async (...set: string[]): Promise<unknown[]> => {
      const { deliveries } = await dryRun(home, "--set", ...set);
      return deliveries.map(({ edited }) => edited?.status ?? edited?.outcome);
    };

    expect(await editedBy("coalesce.window_seconds=10")).toEqual([
      "skipped:coalesced",
      "skipped:coalesced",
      "run",
      "run",
    ]);
    expect(await editedBy("budget.runs_per_day=2")).toEqual([
      "run",
      "run",
      "held:budget",
      "held:budget",
    ]);
    expect(await editedBy("approval=always", "approval_ttl_seconds=60")).toEqual(
      Array(4).fill("held:approval"),
    );
  });

  it("takes the edited entry from a file, alone or in a whole webhooks.json", async () => {
    const home = await homeWith();
    await home.post(1);
    const entry = goodHook("site", { mode: "wake", prompt_template: "New: {{title}}\nand more" });
    const file = path.join(home.cli.folder, "edited.json");
    for (const content of [entry, { hooks: [goodHook("other"), entry] }]) {
      await writeFile(file, JSON.stringify(content), { mode: 0o600 });
      const { deliveries, summary } = await dryRun(home, "--file", file, "--prompts");

      const prompt = deliveries[0]?.prompt ?? [];
      expect(prompt.filter((line) => line.startsWith("-"))).toEqual([
        expect.stringContaining("Look:"),
      ]);
      expect(prompt.filter((line) => line.startsWith("+"))).toEqual([
        expect.stringContaining("New:"),
        "+ and more",
      ]);
      expect(summary).toMatchObject({ differ: 0, prompts_differ: 1 });
    }
  });

  it("groups deliveries anew where the edited hook says what they are about", async () => {
    const home = await homeWith({ coalesce: { window_seconds: 10 } });
    for (const n of [1, 2]) await home.post(n, { receivedAt: NOON + n, entity: `e${n}` });
    const { deliveries } = await dryRun(home, "--set", "entity=always the same");

    expect(deliveries.map(({ edited }) => edited?.outcome)).toEqual(["merged", "run"]);
  });

  it("refuses an edited hook with an error, with exit code 3 and what is wrong", async () => {
    const home = await homeWith();
    await home.post(1);
    const ran = await home.cli.run(["dry-run", "site", "--set", "permission=edti"]);

    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain("edti");
    expect(ran.stdout).toBe("");
  });

  it("says how many bodies retention has emptied", async () => {
    const home = await homeWith({ when: "payload.n == 1" });
    await home.post(1, { receivedAt: NOON - 100 * 24 * HOUR });
    home.ledger.end(aDelivery(1).id, "success", null, []);
    home.ledger.prune({
      now: NOON + 30 * 24 * HOUR,
      days: 1,
      maxDeliveries: 1000,
      maxBytes: 1e9,
      dedupeDays: 999,
    });

    expect((await dryRun(home)).summary).toMatchObject({ emptied_bodies: 1 });
    const { stdout } = await home.cli.run(["dry-run", "site"]);
    expect(stdout).toContain("the bodies of 1 are no longer kept");
  });

  it("writes nothing, and leaves replays out", async () => {
    const home = await homeWith();
    await home.post(1);
    await home.post(2, { origin: "replay" });
    const before = fingerprint(home.cli);
    const { deliveries } = await dryRun(home, "--last", "10", "--since", "3650d");

    expect(deliveries).toHaveLength(1);
    expect(fingerprint(home.cli)).toEqual(before);
  });

  it("prints a table with what differs, and a summary", async () => {
    const home = await homeWith();
    await home.post(1);
    const { stdout } = await home.cli.run(["dry-run", "site", "--set", "enabled=false"]);

    expect(stdout).toMatch(/DELIVERY +EVENT +ABOUT +ARRIVED +NOW +EDITED\n/);
    expect(stdout).toMatch(/ run +held:disabled: the hook is switched off\n/);
    expect(stdout).toContain("1 would come to something else");
  });

  it("knows no hook that is not there, and no wrong time", async () => {
    const home = await homeWith();
    expect((await home.cli.run(["dry-run", "sit"])).code).toBe(5);
    expect((await home.cli.run(["dry-run", "site", "--since", "soon"])).code).toBe(2);
  });
});

/** What lies in the home; SQLite's own shared memory apart. */
function fingerprint({ paths }: Cli): Record<string, string> {
  const files = readdirSync(paths.root, { withFileTypes: true }).filter((file) => file.isFile());
  return Object.fromEntries(
    files
      .filter(({ name }) => !name.endsWith("-shm"))
      .map(({ name }) => [name, readFileSync(path.join(paths.root, name)).toString("base64")]),
  );
}
