import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createRunProcess } from "../../src/agents/process/run-process.ts";
import { Config } from "../../src/core/settings/config.ts";
import type { Report } from "../../src/core/outbound/report.ts";
import { createSinkTable } from "../../src/report/sinks.ts";
import { systemClock } from "../../src/system/clock.ts";
import { tempFolder } from "../ledger/temp-ledger.ts";
import { anEntry } from "./an-entry.ts";

const REPORT: Report = {
  hook_id: "site",
  title: "The site",
  delivery_id: "dlv_1",
  run_id: "run_1",
  event: null,
  entity: null,
  status: "success",
  reason: null,
  answer: "Done.",
  duration_ms: null,
  cost_usd: null,
  denied_tools: [],
};

function world(line: string, more: Record<string, unknown> = {}) {
  const root = tempFolder();
  const runsFolder = path.join(root, "runs");
  mkdirSync(runsFolder);
  const target = { name: "chat", kind: "command", command: ["sh", "-c", line], ...more };
  const config = { features: { commands: true }, targets: [target] };
  const swept: string[] = [];
  const logged: unknown[] = [];
  const log = (message: string, fields?: unknown): void => void logged.push([message, fields]);
  const sinks = createSinkTable({
    targets: () => undefined,
    tellBot: () => Promise.resolve({ ok: true }),
    config: () => Config.parse(config),
    log: { debug: log, info: log, warn: log, error: log },
    runProcess: createRunProcess({ clock: systemClock, graceMs: 100 }),
    sweep: (id) => Promise.resolve(swept.push(id)),
    paths: { root, runsFolder },
    environment: () => ({ PATH: "/usr/bin:/bin" }),
  });
  const send = (name: string, signal = new AbortController().signal) =>
    sinks(name)?.(anEntry({ sink: name, payload: JSON.stringify(REPORT) }), signal);
  return { root, runsFolder, config, swept, logged, send };
}

describe("a target that is a program", () => {
  it("gets the message on standard input, and nothing is left of the try", async () => {
    const it = world("cat > got; pwd > where");

    expect(await it.send("target:chat")).toEqual({ ok: true });
    expect(readFileSync(path.join(it.root, "got"), "utf8")).toBe(
      "The site: success · run_1\n\nDone.\n",
    );
    expect(readdirSync(it.runsFolder)).toEqual([]);
    expect(it.swept).toEqual(["report_dlv_1.chat"]);
  });

  it.each([
    ["exit 3", {}, "target chat: ended with exit code 3"],
    ["kill -9 $$", {}, "target chat: ended with signal SIGKILL"],
    ["sleep 60", { timeout_seconds: 0.1 }, "target chat: timeout"],
    ["", { command: ["/nonexistent/program"] }, "target chat: not_found"],
  ])("that does %j is tried again", async (line, more, error) => {
    const it = world(line, more);

    expect(await it.send("target:chat")).toEqual({ ok: false, error, final: false });
    expect(readdirSync(it.runsFolder)).toEqual([]);
  });

  it("is ended when the daemon stops", async () => {
    const it = world("touch begun; sleep 60");
    const stop = new AbortController();
    const sent = it.send("target:chat", stop.signal);
    while (!existsSync(path.join(it.root, "begun")))
      await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();

    expect(await sent).toMatchObject({ ok: false, error: "target chat: aborted" });
  });

  it("is not started while commands are off, and the report is given up", async () => {
    const it = world("touch started");
    it.config.features.commands = false;

    expect(await it.send("target:chat")).toMatchObject({ ok: false, final: true });
    expect(existsSync(path.join(it.root, "started"))).toBe(false);
  });
});

describe("the table of sinks", () => {
  it("knows the log, the targets of config.json as it is now, and no other", async () => {
    const it = world("true");

    expect(await it.send("log")).toEqual({ ok: true });
    expect(it.logged).toEqual([
      ["report", expect.objectContaining({ hook: "site", run: "run_1", status: "success" })],
    ]);
    expect(it.send("target:other")).toBeUndefined();
    it.config.targets = [];
    expect(it.send("target:chat")).toBeUndefined();
  });
});
