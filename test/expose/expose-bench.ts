// A supervisor with real processes and stand-ins for the programs, and a config.json in memory.

import { mkdtemp, mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished } from "vitest";
import { askProgram } from "../../src/agents/process/ask-program.ts";
import { findExecutable } from "../../src/agents/process/executable.ts";
import { createRunProcess } from "../../src/agents/process/run-process.ts";
import { endOrphan, sweepRun } from "../../src/agents/process/sweep.ts";
import type { ExposeStatus } from "../../src/core/ports/expose-port.ts";
import type { RunId } from "../../src/core/records/ids.ts";
import type { WakehookEvent } from "../../src/core/records/wakehook-event.ts";
import { Config } from "../../src/core/settings/config.ts";
import { getPath } from "../../src/core/settings/dotted-path.ts";
import type { SettingsSnapshot } from "../../src/core/settings/settings.ts";
import { createBaseUrl } from "../../src/expose/base-url.ts";
import { createLeftovers } from "../../src/expose/leftovers.ts";
import { createExposeSupervisor, type ExposeDeps } from "../../src/expose/supervisor.ts";
import { loadExpose } from "../../src/settings/load/load-expose.ts";
import { systemClock } from "../../src/system/clock.ts";
import { isAlive } from "../../src/system/processes.ts";
import { putCloudflared, putNgrok, putTailscale, pidsOf } from "./stand-ins.ts";

/** What is written of config.json. */
type Json = Record<string, unknown>;

/** Everything that a test looks at. */
export type ExposeBench = Awaited<ReturnType<typeof openExposeBench>>;

/** Opens it; nothing of it is left when the test is over. */
export async function openExposeBench(config: Json, changes: Partial<ExposeDeps> = {}) {
  const root = await mkdtemp(path.join(tmpdir(), "wakehook-expose-"));
  const bin = path.join(root, "bin");
  const folder = path.join(root, "home", "expose");
  await mkdir(bin);
  putCloudflared(bin);
  putTailscale(bin);
  putNgrok(bin);
  const events: WakehookEvent[] = [];
  const gaps: string[] = [];
  const bench = {
    root,
    bin,
    folder,
    config: { features: { tunnel: true }, ...config } as Json,
    settings: null as unknown as SettingsSnapshot,
    events,
    gaps,
    notices: [] as Array<{ key: string; title: string; text: string }>,
  };
  const reload = async (): Promise<void> => {
    const read = Config.parse(bench.config);
    const { expose } = await loadExpose(read, {});
    bench.settings = { config: read, expose, hooks: new Map(), problems: [], secretValues: [] };
    supervisor.settingsChanged();
  };
  const runProcess = createRunProcess({ clock: systemClock, graceMs: 300, outputCheckMs: 30 });
  const silent = (): void => {};
  const end = (pid: number | null, start: string | null, name: RunId): Promise<number> =>
    pid === null ? sweepRun(name) : endOrphan(pid, start, name);
  let names = 0;
  const supervisor = createExposeSupervisor({
    clock: systemClock,
    environment: { PATH: `${bin}:/usr/bin:/bin`, HOME: root },
    platform: "linux",
    runProcess,
    findExecutable,
    ask: (question) => askProgram(runProcess, question),
    leftovers: createLeftovers(folder, end),
    newName: () =>
      `expose_${path.basename(root).replaceAll(/\W/g, "").toLowerCase()}${names++}` as RunId,
    mask: (text) => text,
    lookMs: 10,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    emit: (event) => events.push(event),
    notify: (notice) => bench.notices.push(notice),
    gaps: {
      began: (_, name, detail) => gaps.push(`began ${name}: ${detail ?? ""}`),
      ended: (_, name) => gaps.push(`ended ${name}`),
    },
    settings: () => bench.settings,
    listener: () => ({ host: "127.0.0.1", port: 8742 }),
    baseUrl: createBaseUrl({
      folder,
      reload,
      async changeConfig(change) {
        bench.config = change(bench.config);
      },
    }),
    folder,
    fraction: () => 0.5,
    delays: { firstMs: 20, longestMs: 100, ownerMs: 60_000, steadyMs: 60_000 },
    ...changes,
  });
  await reload();
  onTestFinished(async () => {
    await supervisor.close();
    expect(pidsOf(bin).filter(isAlive)).toEqual([]);
    await rm(root, { recursive: true, force: true });
  });
  return Object.assign(bench, {
    supervisor,
    reload,
    baseUrl: () => getPath(bench.config, ["webhooks", "public_base_url"]),
    /** Waits until the way in is so. */
    async until(wanted: Partial<ExposeStatus>): Promise<ExposeStatus> {
      await expect
        .poll(() => supervisor.status(), { timeout: 8000, interval: 10 })
        .toMatchObject(wanted);
      return supervisor.status();
    },
  });
}
