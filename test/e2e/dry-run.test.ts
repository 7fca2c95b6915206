// A dry run by the running daemon: against what it has recorded, with nothing started or written.

import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import type { WireDryRun } from "../../src/core/wire/wire-dry-run.ts";
import { aHook, aTarget, createHome } from "./daemon-home.ts";
import { ended, SWITCHED_ON } from "./endings.ts";

async function homeWithPast() {
  const home = await createHome({
    hooks: [aHook("site", { prompt_template: "Look at {{n}}." })],
    config: { ...SWITCHED_ON, targets: [aTarget("echo", "cat > /dev/null; echo heard")] },
  });
  const daemon = await home.start();
  for (const n of [1, 2, 3]) {
    const { id } = await daemon.post("site", { n });
    await ended(home, daemon, id);
  }
  const dryRun = async (body: object): Promise<{ status: number; said: WireDryRun }> => {
    const response = await daemon.admin("POST", "/hooks/site/dry-run", body);
    return { status: response.status, said: (await response.json()) as WireDryRun };
  };
  return { home, daemon, dryRun };
}

it("says what an edited hook would do, and how its prompts differ", async () => {
  const { home, dryRun } = await homeWithPast();
  const written = await readFile(home.paths.hooksFile, "utf8");

  const { said } = await dryRun({
    fields: { when: "payload.n != 2", prompt_template: "Look twice at {{n}}." },
    prompts: true,
  });

  expect(said.deliveries.map(({ now, edited }) => [now.outcome, edited?.status])).toEqual([
    ["run", null],
    ["run", "skipped:filtered"],
    ["run", null],
  ]);
  expect(said.summary).toMatchObject({ differ: 1, edited: { run: 2, end: 1 }, prompts_differ: 3 });
  const lines = said.deliveries[0]?.prompt?.join("\n");
  expect(lines).toMatch(/^- .*Look at/m);
  expect(lines).toMatch(/^\+ .*Look twice at/m);
  expect(home.unended()).toBe(0);
  expect(await readFile(home.paths.hooksFile, "utf8")).toBe(written);
});

it("takes the newest, or those since a time, with the hook as it is", async () => {
  const { home, dryRun } = await homeWithPast();

  const last = await dryRun({ last: 2 });
  const since = last.said.deliveries[1]?.received_at ?? 0;
  const newest = await dryRun({ since });

  expect(last.said.deliveries.map(({ edited }) => edited)).toEqual([null, null]);
  expect(newest.said.deliveries.length).toBeGreaterThan(0);
  expect(newest.said.deliveries.every(({ received_at: at }) => at >= since)).toBe(true);
  expect(home.unended()).toBe(0);
});

it("refuses an edited hook that would not be taken, with each wrong field", async () => {
  const { dryRun } = await homeWithPast();

  const { status, said } = await dryRun({
    fields: { when: "payload.", timeout_seconds: "soon", title: null },
  });

  expect(status).toBe(422);
  const { problems } = said as unknown as { problems: Array<{ field: string }> };
  expect(problems.map(({ field }) => field).toSorted()).toEqual(["timeout_seconds", "title"]);
});
