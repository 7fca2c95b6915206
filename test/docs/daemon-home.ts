// A temporary home with a really running daemon, for examples that are to be tried out.

import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startDaemon, type Daemon } from "../../src/daemon.ts";
import { homePaths, type HomePaths } from "../../src/system/home.ts";
import { ensureHome } from "../../src/settings/home.ts";

/** How a delivery ended. */
export interface End {
  readonly state: string;
  readonly status: string;
}

/** A home and its daemon. */
export interface DaemonHome {
  readonly paths: HomePaths;
  /** `http://127.0.0.1:<port>`, of the hook listener. */
  readonly url: string;
  /** Settles when the delivery is done. */
  endOf(deliveryId: string): Promise<End>;
  close(): Promise<void>;
}

/** What the home holds before the daemon starts. */
export interface HomeContent {
  /** webhooks.json as text. */
  readonly hooks: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Folders below tasks/. */
  readonly tasks?: readonly string[];
  /** Programs on the PATH: name -> shell script. */
  readonly programs?: Readonly<Record<string, string>>;
}

/** Starts a daemon on free ports of loopback; `close` stops it and removes everything. */
export async function startHome(content: HomeContent): Promise<DaemonHome> {
  const folder = await mkdtemp(path.join(tmpdir(), "wakehook-docs-"));
  const paths = homePaths(path.join(folder, "home"));
  await ensureHome(paths);
  const ports = { webhooks: { port: 0 }, admin: { port: 0 } };
  await writeFile(paths.hooksFile, content.hooks, { mode: 0o600 });
  await writeFile(paths.configFile, JSON.stringify({ ...ports, ...content.config }), {
    mode: 0o600,
  });
  for (const name of content.tasks ?? []) await mkdir(path.join(paths.tasksFolder, name));
  const programs = path.join(folder, "programs");
  await mkdir(programs);
  for (const [name, script] of Object.entries(content.programs ?? {})) {
    await writeFile(path.join(programs, name), script);
    await chmod(path.join(programs, name), 0o755);
  }
  const environment = { PATH: `${programs}:/usr/bin:/bin`, HOME: folder };
  const daemon = await startDaemon({ paths, environment, version: "0.0.0-test", graceMs: 1000 });
  return {
    paths,
    url: `http://127.0.0.1:${String(daemon.hooksAddress?.port)}`,
    endOf: (deliveryId) => endOf(daemon, paths, deliveryId),
    async close() {
      await daemon.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Looks at the delivery at once, and again at every event of the daemon. */
async function endOf(daemon: Daemon, paths: HomePaths, deliveryId: string): Promise<End> {
  const api = `http://127.0.0.1:${daemon.adminAddress.port}/api/v1`;
  const token = (await readFile(paths.adminTokenFile, "utf8")).trim();
  const signal = AbortSignal.timeout(15_000);
  const headers = { authorization: `Bearer ${token}` };
  const look = async (): Promise<End> => {
    const answer = await fetch(`${api}/deliveries/${deliveryId}`, { headers, signal });
    return (await answer.json()) as End;
  };
  const events = await fetch(`${api}/events`, { headers, signal });
  let seen = await look();
  if (seen.state === "done") return seen;
  for await (const _ of events.body ?? []) {
    seen = await look();
    if (seen.state === "done") break;
  }
  return seen;
}
