// Everything that starts a program or sends, switched off: one table over modes, sinks and the owner's commands. What is
// off starts and sends nothing, and names its switch; safe mode is one switch for all.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { writeFile } from "node:fs/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { FEATURES, type FeatureName } from "../../src/core/settings/features.ts";
import { MODES } from "../../src/core/settings/modes.ts";
import { TARGET_KINDS } from "../../src/core/settings/target.ts";
import { callsOf, putCloudflared } from "../expose/stand-ins.ts";
import { openReceiver } from "../outbound/receiver.ts";
import { SECRET } from "../report/subscriptions/subscribed.ts";
import { AGENT_ID, AUTH_TOKEN, openPlane } from "../tunnel/openpr/stand-in-plane.ts";
import { aHook, aTarget, createHome, type DaemonHome } from "./daemon-home.ts";
import { ended } from "./endings.ts";
import { claudeResult, putAgent } from "./programs.ts";

interface Row {
  readonly hook: Readonly<Record<string, unknown>>;
  readonly feature: FeatureName;
}

/** Each mode, by what it starts or sends with. A mode of its own row for each way. */
const MODE_ROWS: Readonly<Record<keyof typeof MODES, Row>> = {
  wake: { hook: { to: ["me"] }, feature: "commands" },
  cron_task: { hook: { provider: "claude", task_folder: "." }, feature: "agents" },
  notify: { hook: { message_template: "x", to: ["me"] }, feature: "commands" },
  forward: { hook: { forward: { url: "{receiver}" } }, feature: "forward" },
  command: { hook: { command: ["touch", "started"], task_folder: "." }, feature: "commands" },
};

/** Each sink that a switch belongs to, with what else must be on for a run that it tells of. */
const SINK_ROWS: ReadonlyArray<{
  readonly sink: string;
  readonly feature: FeatureName;
  readonly hook: string;
  readonly on: Readonly<Record<string, boolean>>;
}> = [
  { sink: "target:me", feature: "commands", hook: "forward", on: { forward: true } },
  { sink: "sender:command:0", feature: "sender_reports", hook: "command", on: { commands: true } },
];

/** Tested with the platforms that they belong to. */
const ELSEWHERE: readonly string[] = Object.values(TARGET_KINDS)
  .filter(({ isChat }) => isChat)
  .flatMap(({ feature }) => feature ?? []);

/** What opens a way in from outside; it carries nothing out. */
const WAYS_IN: FeatureName = "tunnel";

const SAFE = '"safe_mode": true';
const ALL_ON = { agents: true, commands: true, forward: true, sender_reports: true };

/** A home in which everything that could start or send leaves a trace. */
async function tracedHome(config: Readonly<Record<string, unknown>>) {
  const receiver = await openReceiver();
  const hooks = Object.entries(MODE_ROWS).map(([mode, { hook }]) =>
    aHook(mode.replace("_", "-"), {
      mode,
      report: ["me"],
      report_to_sender: { kind: "http", url: `${receiver.url}/sender` },
      ...(JSON.parse(JSON.stringify(hook).replace("{receiver}", receiver.url)) as typeof hook),
    }),
  );
  const home = await createHome({
    hooks,
    config: { targets: [aTarget("me", "touch told")], forward_allow: ["127.0.0.1"], ...config },
  });
  putAgent(home.bin, "claude", [`touch "$HOME/asked"`, claudeResult("done")]);
  return { home, receiver, daemon: await home.start() };
}

/** What was started, told or sent in the end. */
function traces(home: DaemonHome, sent: readonly unknown[]): unknown[] {
  const { root, tasksFolder } = home.paths;
  const files = [
    path.join(root, "told"),
    path.join(tasksFolder, "started"),
    path.join(home.folder, "asked"),
  ];
  return [...files.filter((file) => existsSync(file)), ...readdirSync(tasksFolder), ...sent];
}

describe("the table", () => {
  it("has every mode and every feature that is at work", () => {
    expect(Object.keys(MODE_ROWS).toSorted()).toEqual(Object.keys(MODES).toSorted());
    const rows = [...Object.values(MODE_ROWS), ...SINK_ROWS].map(({ feature }) => feature);
    const known = new Set<string>([...rows, ...ELSEWHERE, WAYS_IN]);
    const landed = Object.entries(FEATURES).filter(([, row]) => row.landed);
    expect(landed.map(([name]) => name).filter((name) => !known.has(name))).toEqual([]);
  });

  it("names the switch that each mode says it needs", () => {
    for (const [mode, { feature }] of Object.entries(MODES))
      if (feature !== null)
        expect([mode, MODE_ROWS[mode as keyof typeof MODES].feature]).toEqual([mode, feature]);
  });

  it("is off by default", async () => {
    const { home, daemon } = await tracedHome({});

    const status = (await (await daemon.admin("GET", "/status")).json()) as {
      features: Record<string, boolean>;
      safe_mode: boolean;
    };

    expect(Object.keys(status.features).toSorted()).toEqual(Object.keys(FEATURES).toSorted());
    expect(Object.values(status.features).every((value) => !value)).toBe(true);
    expect(status.safe_mode).toBe(false);
    expect(home.unended()).toBe(0);
  });
});

describe("what is switched off", () => {
  it("connects nowhere and exposes nothing, and names its switch", async () => {
    const plane = await openPlane();
    onTestFinished(() => plane.close());
    const home = await createHome({
      hooks: [aHook("tasks")],
      config: {
        expose: { program: "cloudflared" },
        tunnels: [
          {
            name: "plane",
            kind: "openpr",
            url: plane.url,
            agent_id: AGENT_ID,
            auth_token: AUTH_TOKEN,
            hook: "tasks",
          },
        ],
      },
    });
    putCloudflared(home.bin);
    const daemon = await home.start();
    const answer = async (place: string): Promise<string> =>
      (await daemon.admin("GET", place)).text();

    await expect.poll(() => answer("/expose")).toContain(`features.${WAYS_IN} is off`);
    expect(await answer("/tunnels")).toContain(`features.${WAYS_IN} true`);
    expect(callsOf(home.bin)).toEqual([]);
    expect(plane.isConnected()).toBe(false);
  });

  it("starts and sends nothing, in any mode, and each delivery names its switch", async () => {
    const { home, receiver, daemon } = await tracedHome({});
    const ids: string[] = [];

    for (const [mode, { feature }] of Object.entries(MODE_ROWS)) {
      const { id } = await daemon.post(mode.replace("_", "-"));
      ids.push(id);
      expect(await ended(home, daemon, id)).toMatchObject({
        status: `error:feature_off_${feature}`,
        reason: expect.stringContaining(`features.${feature}`),
      });
    }
    await daemon.until("no report waits", () =>
      ids.flatMap((id) => home.reports(id)).every(({ state }) => state !== "waiting"),
    );

    expect(traces(home, receiver.received)).toEqual([]);
    expect(ids.flatMap((id) => home.runs(id)).every(({ pid }) => pid === null)).toBe(true);
  });

  it.each(SINK_ROWS)(
    "is named by a report that could not leave: $sink",
    async ({ sink, feature, hook, on }) => {
      const { home, daemon } = await tracedHome({ features: on });
      const { id } = await daemon.post(hook);

      const entry = await daemon.until("the report's end", () =>
        home.reports(id).find((one) => one.sink === sink && one.state !== "waiting"),
      );

      expect(entry).toMatchObject({ state: "failed", attempts: 1 });
      expect(entry.lastError).toContain(`features.${feature}`);
      expect(existsSync(path.join(home.paths.root, "told"))).toBe(false);
    },
  );
});

describe("safe mode", () => {
  it("starts and sends nothing in any mode, whatever is on", async () => {
    const { home, receiver, daemon } = await tracedHome({ features: ALL_ON, safe_mode: true });

    for (const mode of Object.keys(MODE_ROWS)) {
      const { id } = await daemon.post(mode.replace("_", "-"));
      expect(await ended(home, daemon, id)).toMatchObject({
        status: "skipped:safe_mode",
        runs: [],
      });
    }

    expect(traces(home, receiver.received)).toEqual([]);
  });

  it("keeps what waits to be told, retries by the owner included, and tells it afterwards", async () => {
    const inSafeMode: boolean[] = [];
    const receiver = await openReceiver((_, response) => {
      inSafeMode.push(readFileSync(home.paths.configFile, "utf8").includes(SAFE));
      response.statusCode = existsSync(ok) ? 200 : 500;
      response.end();
    });
    // Each try says whether it began in safe mode.
    const program = `cat > /dev/null; grep -c '${SAFE}' config.json >> tries; test -e ok`;
    const config = {
      features: ALL_ON,
      forward_allow: ["127.0.0.1"],
      targets: [
        aTarget("me", program),
        { name: "bot", kind: "http", url: receiver.url, secret: SECRET },
      ],
      subscriptions: [{ id: "ci", url: receiver.url, secret: SECRET, events: ["run.failed"] }],
    };
    const work = {
      mode: "command",
      command: ["false"],
      task_folder: ".",
      report: ["me", "bot"],
      report_to_sender: { kind: "http", url: receiver.url },
    };
    const home = await createHome({ hooks: [aHook("work", work)], config });
    const ok = path.join(home.paths.root, "ok");
    const daemon = await home.start();
    const { id } = await daemon.post("work");
    await daemon.until("the first tries", () => {
      const reports = home.reports(id);
      return reports.length === 4 && reports.every(({ attempts }) => attempts === 1);
    });

    await home.putConfig({ ...config, safe_mode: true });
    await daemon.admin("POST", "/reload");
    await writeFile(ok, "");
    for (const { id: entry } of home.reports(id)) {
      const retried = await daemon.admin("POST", `/outbox/${entry}/retry`);
      expect(retried.status).toBe(200);
    }
    const test = await daemon.admin("POST", "/subscriptions/ci/test", {});
    expect(await test.text()).toContain("safe_mode");
    // Time for a try to show: these are answered one after the other.
    for (let at = 0; at < 20; at += 1) {
      const { id: skipped } = await daemon.post("work", { at });
      expect(await ended(home, daemon, skipped)).toMatchObject({
        status: "skipped:safe_mode",
        runs: [],
      });
    }
    expect(home.reports(id).every(({ state }) => state === "waiting")).toBe(true);

    await home.putConfig(config);
    await daemon.admin("POST", "/reload");
    await daemon.until("all is told", () =>
      home.reports(id).every(({ state }) => state === "sent"),
    );
    const tries = readFileSync(path.join(home.paths.root, "tries"), "utf8");
    expect([tries, inSafeMode]).toEqual(["0\n0\n", [false, false, false, false, false, false]]);
  });
});
