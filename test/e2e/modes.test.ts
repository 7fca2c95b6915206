// Modes without a model, through a running daemon: what leaves, what does not, and what a crash makes of it.

import { existsSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { openReceiver } from "../outbound/receiver.ts";
import { aHook, aTarget, createHome } from "./daemon-home.ts";
import { ended, held } from "./endings.ts";

const ALL_ON = { commands: true, forward: true, agents: true };
const FORWARD = { features: ALL_ON, forward_allow: ["127.0.0.1"] };
const forwardHook = (url: string, more: object = {}) =>
  aHook("hook", { mode: "forward", forward: { url }, ...more });

describe("command", () => {
  it("runs with what came, and reports its answer", async () => {
    const told = aTarget("me", "cat > report.txt");
    const command = [
      "sh",
      "-c",
      'cat; echo; cat $WAKEHOOK_DELIVERY_FILE | grep -c \'"event": "push"\'',
    ];
    const home = await createHome({
      hooks: [aHook("hook", { mode: "command", command, task_folder: "site", report: ["me"] })],
      config: { features: ALL_ON, targets: [{ ...told, folder: undefined }] },
    });
    await mkdir(path.join(home.paths.tasksFolder, "site"));
    const daemon = await home.start();

    const { id } = await daemon.post("hook", '{"type": "push",  "n": 1}');

    expect(await ended(home, daemon, id)).toMatchObject({
      status: "success",
      runs: [{ mode: "command", agent: "command sh", answer: '{"type": "push",  "n": 1}\n1' }],
    });
    const report = path.join(home.paths.root, "report.txt");
    await daemon.until("the report", () => home.reports(id)[0]?.state === "sent");
    expect(readFileSync(report, "utf8")).toContain("Hook hook: success");
  });
});

describe("notify", () => {
  it("tells its targets once, and nobody of the success again", async () => {
    const home = await createHome({
      hooks: [aHook("hook", { mode: "notify", message_template: "New: {{n}}", to: ["me"] })],
      config: { features: ALL_ON, targets: [aTarget("me", "cat >> said.txt")], owner: ["me"] },
    });
    const daemon = await home.start();

    const { id } = await daemon.post("hook", { n: 5 });

    expect(await ended(home, daemon, id)).toMatchObject({ status: "success" });
    expect(home.reports(id)).toEqual([]);
    expect(readFileSync(path.join(home.paths.root, "said.txt"), "utf8")).toBe("New: 5\n");
  });
});

describe("forward", () => {
  it("tries again over an outage with one id, each try a run, and reports the last alone", async () => {
    const answers = [500, 503, 202];
    const receiver = await openReceiver((_, response) =>
      response.writeHead(answers.shift() ?? 500).end(),
    );
    const retry = { max_attempts: 5, backoff_seconds: 0.05 };
    const home = await createHome({
      hooks: [forwardHook(`${receiver.url}/{{n}}`, { retry, report: ["log"] })],
      config: FORWARD,
    });
    const daemon = await home.start();

    const { id } = await daemon.post("hook", { n: 5 });

    const end = await ended(home, daemon, id);
    expect(end.status).toBe("success");
    const statuses = end.runs.map(({ status }) => status);
    expect(statuses).toHaveLength(3);
    expect(new Set(statuses)).toEqual(new Set(["error:http_500", "error:http_503", "success"]));
    expect(receiver.received.map((one) => one.headers["x-webhook-delivery"])).toEqual([id, id, id]);
    expect(receiver.received.map((one) => one.path)).toEqual(["/5", "/5", "/5"]);
    expect(home.reports(id)).toHaveLength(1);
  });

  it("follows no redirect to a private address, and sends to none", async () => {
    const inside = await openReceiver();
    const receiver = await openReceiver((_, response) =>
      response.writeHead(301, { location: inside.url.replace("127.0.0.1", "127.0.0.2") }).end(),
    );
    const home = await createHome({ hooks: [forwardHook(receiver.url)], config: FORWARD });
    const daemon = await home.start();

    const { id } = await daemon.post("hook");
    expect(await ended(home, daemon, id)).toMatchObject({ status: "error:http_301" });

    await home.putConfig({ features: ALL_ON });
    await daemon.until("the hook is refused", async () =>
      (await (await daemon.admin("GET", "/hooks")).text()).includes('"stale"'),
    );
    const { id: kept } = await daemon.post("hook", { n: 2 });
    expect(await held(home, daemon, kept)).toMatchObject({ status: "held:hook_invalid" });
    expect(inside.received).toEqual([]);
    expect(receiver.received).toHaveLength(1);
  });

  it("is interrupted by kill -9, and not repeated by itself", async () => {
    const receiver = await openReceiver(() => {});
    const home = await createHome({ hooks: [forwardHook(receiver.url)], config: FORWARD });
    const first = await home.spawn();
    const { id } = await first.post("hook");
    await first.until("the request is there", () => receiver.received.length === 1);
    await first.kill("SIGKILL");

    const second = await home.spawn();

    expect(await ended(home, second, id)).toMatchObject({
      status: "error:interrupted",
      runs: [{ mode: "forward", status: "error:interrupted" }],
    });
    const again = await second.post("hook", { n: 2 });
    await second.until("the next one is there", () => receiver.received.length === 2);
    expect(receiver.received[1]?.headers["x-webhook-delivery"]).toBe(again.id);
    await second.kill("SIGKILL");
  });
});

describe("switches", () => {
  const MODES = [
    { mode: "forward", feature: "forward" },
    { mode: "command", feature: "commands" },
    { mode: "notify", feature: "commands" },
  ];
  const hooksFor = (url: string) =>
    MODES.map(({ mode }) =>
      aHook(mode, {
        mode,
        forward: { url },
        command: ["touch", "started"],
        task_folder: ".",
        message_template: "x",
        to: ["me"],
        report: [],
      }),
    );
  const targets = [aTarget("me", "touch told")];

  it.each([
    ["off", { forward_allow: ["127.0.0.1"], targets }, "feature"],
    ["in safe mode", { ...FORWARD, targets, safe_mode: true }, "safe"],
  ])("start and send nothing: %s", async (_, config, kind) => {
    const receiver = await openReceiver();
    const home = await createHome({ hooks: hooksFor(receiver.url), config });
    const daemon = await home.start();

    for (const { mode, feature } of MODES) {
      const { id } = await daemon.post(mode);
      const status = kind === "safe" ? "skipped:safe_mode" : `error:feature_off_${feature}`;
      expect(await ended(home, daemon, id)).toMatchObject({ status });
    }

    expect(receiver.received).toEqual([]);
    expect(existsSync(path.join(home.paths.tasksFolder, "started"))).toBe(false);
    expect(existsSync(path.join(home.paths.root, "told"))).toBe(false);
  });
});
