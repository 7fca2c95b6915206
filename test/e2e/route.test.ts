// One URL for several hooks, through the real daemon: killed in the middle, reloaded under load.

import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { DeliveryId } from "../../src/core/records/ids.ts";
import { openLedgerReader } from "../../src/ledger/reading/open-reader.ts";
import type { Client } from "./client.ts";
import { aHook, createHome, type DaemonHome } from "./daemon-home.ts";

const SECRET = "one-secret-for-both-hooks";
const github = (id: string, secret = SECRET) =>
  aHook(id, { source: "github", secret, prompt_template: "Look at {{issue_title}}." });
const all = (...ids: readonly string[]) => ({ id: "all", title: "All", route: ids });

interface Answer {
  readonly status: number;
  readonly deliveries: ReadonlyArray<{
    readonly hook_id: string;
    readonly delivery_id: string;
    readonly duplicate?: boolean;
  }>;
}

/** Posts one GitHub event to the route; null where the daemon died over it. */
async function post({ hooksUrl }: Client, guid: string): Promise<Answer | null> {
  const body = JSON.stringify({ action: "opened", issue: { number: 1, title: guid } });
  const signature = createHmac("sha256", SECRET).update(body).digest("hex");
  try {
    const response = await fetch(`${hooksUrl}/hooks/all`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-github-event": "issues",
        "x-github-delivery": guid,
        "x-hub-signature-256": `sha256=${signature}`,
      },
      body,
    });
    const { deliveries = [] } = (await response.json()) as Partial<Answer>;
    return { status: response.status, deliveries };
  } catch {
    return null;
  }
}

/** The ids of all deliveries of a hook. */
function keptBy(home: DaemonHome, hookId: string): Set<DeliveryId> {
  const reader = openLedgerReader(home.paths.database);
  try {
    const ofHook = reader.deliveries({ limit: 1000 }).filter((one) => one.hookId === hookId);
    return new Set(ofHook.map(({ id }) => id));
  } finally {
    reader.close();
  }
}

describe("a route of a daemon that is killed between its accepts", () => {
  it("loses nothing that was answered, and makes one delivery per hook of what is sent again", async () => {
    const home = await createHome({
      hooks: [
        github("site"),
        github("docs"),
        github("shop", "another-secret"),
        all("site", "docs", "shop"),
      ],
      config: { safe_mode: true },
    });
    const guids = Array.from({ length: 30 }, (_, at) => `guid-${at}`);
    const first = await home.spawn();
    let answered = 0;
    const sent = guids.map(async (guid) => {
      const answer = await post(first, guid);
      answered += 1;
      if (answered === 6) void first.kill("SIGKILL");
      return answer;
    });
    const before = await Promise.all(sent);
    await first.ended;
    expect(before.filter((answer) => answer?.status === 202).length).toBeGreaterThan(0);

    const second = await home.spawn();
    const after = await Promise.all(guids.map((guid) => post(second, guid)));

    for (const [at, answer] of after.entries()) {
      expect(answer).toMatchObject({
        status: 202,
        deliveries: [{ hook_id: "site" }, { hook_id: "docs" }],
      });
      for (const { hook_id: hookId, delivery_id: id } of before[at]?.deliveries ?? []) {
        const again = answer?.deliveries.find((one) => one.hook_id === hookId);
        expect(again).toEqual({ hook_id: hookId, delivery_id: id, duplicate: true });
      }
    }
    expect(keptBy(home, "site").size).toBe(guids.length);
    expect(keptBy(home, "docs").size).toBe(guids.length);
    expect(keptBy(home, "shop").size).toBe(0);
  });
});

describe("a route under reloads", () => {
  it("answers every request by the hooks of some moment, and loses none", async () => {
    const home = await createHome({
      hooks: [github("site"), github("docs"), all("site", "docs")],
      config: { safe_mode: true },
    });
    const daemon = await home.start();
    const answers: Array<Answer | null> = [];
    for (let round = 0; round < 5; round += 1) {
      const route = round % 2 === 0 ? all("docs") : all("site", "docs");
      const guids = Array.from({ length: 8 }, (_, at) => `round-${round}-${at}`);
      const posts = guids.map((guid) => post(daemon, guid));
      await home.putHooks([github("site"), github("docs"), route]);
      await daemon.admin("POST", "/reload");
      answers.push(...(await Promise.all(posts)));
    }

    const named = answers.flatMap((answer) => answer?.deliveries ?? []);
    expect(answers.map((answer) => answer?.status)).toEqual(answers.map(() => 202));
    for (const hookId of ["site", "docs"]) {
      const told = named.filter((one) => one.hook_id === hookId).map((one) => one.delivery_id);
      expect(keptBy(home, hookId)).toEqual(new Set(told));
    }
    expect(keptBy(home, "docs").size).toBe(answers.length);
  });
});

describe("what a route lets in", () => {
  it("is run by each hook as its own, and a test event reaches them all", async () => {
    const home = await createHome({
      hooks: [
        aHook("one", {
          mode: "notify",
          message_template: "one {{n}}",
          to: ["echo"],
          events: ["a"],
        }),
        aHook("two", { mode: "notify", message_template: "two {{n}}", to: ["echo"] }),
        all("one", "two"),
      ],
      config: {
        features: { commands: true },
        targets: [{ name: "echo", kind: "command", command: ["sh", "-c", "cat >> said.txt"] }],
      },
    });
    const daemon = await home.start();

    const posted = (await daemon.post("all", { type: "b", n: 5 })).answer as unknown as Answer;
    const [one, two] = posted.deliveries.map(({ delivery_id: id }) => id);
    await daemon.until("both ends", () =>
      [one, two].every((id) => home.delivery(id ?? "")?.state === "done"),
    );
    const tested = await daemon.admin("POST", "/hooks/all/send", { payload: { type: "a", n: 6 } });

    expect(home.delivery(one ?? "")).toMatchObject({ hookId: "one", status: "skipped:filtered" });
    expect(home.delivery(two ?? "")).toMatchObject({ hookId: "two", status: "success" });
    expect(await tested.json()).toMatchObject({
      status: 202,
      answer: { hook_id: "all", deliveries: [{ hook_id: "one" }, { hook_id: "two" }] },
    });
    await daemon.until("the end of all", () => home.unended() === 0);
  });
});
