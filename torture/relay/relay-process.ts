// A relay as a process, with TLS, a key for one daemon, and a home of its own that outlives it.

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { changeKeys } from "../../src/relay/keys/key-file.ts";
import { keyHash, newKeyText } from "../../src/relay/keys/key-text.ts";
import { relayPaths } from "../../src/relay/paths.ts";
import { systemRandomness } from "../../src/system/randomness.ts";
import { builtLauncher } from "../../test/e2e/built-program.ts";
import { makeTlsCertificate } from "../../test/relay/tls-certificate.ts";
import type { TortureContext } from "../part.ts";

/** Parcels at a relay, by what became of them. */
export interface ParcelCounts {
  readonly all: number;
  readonly waiting: number;
  /** Settled by the daemon, and how they ended was told, too. */
  readonly told: number;
}

/** A relay that can be killed and started again, always at the same address. */
export interface RelayProcess {
  /** What senders post to, with the daemon's name: `https://127.0.0.1:1234/home`. */
  readonly url: string;
  readonly port: number;
  readonly key: string;
  /** In PEM. */
  readonly cert: string;
  readonly certFile: string;
  /** The relay's own folder. */
  readonly folder: string;
  start(options?: { readonly preload?: string }): Promise<void>;
  kill(signal?: NodeJS.Signals): Promise<void>;
  isRunning(): boolean;
  counts(): ParcelCounts;
}

const DAEMON = "home";
const SOURCES = path.resolve(import.meta.dirname, "../../bin/wakehook.js");
const BOUNDS = { requests_per_minute: 100_000_000, max_connections: 512 };

/** Prepares it in a folder; `start` starts it. It ends with the part. */
export async function prepareRelay(
  context: TortureContext,
  home: string,
  config: Readonly<Record<string, unknown>> = {},
): Promise<RelayProcess> {
  const paths = relayPaths(home);
  await mkdir(paths.folder, { recursive: true, mode: 0o700 });
  const tls = makeTlsCertificate();
  const files = { cert: path.join(home, "tls.pem"), key: path.join(home, "tls.key") };
  await writeFile(files.cert, tls.cert, { mode: 0o600 });
  await writeFile(files.key, tls.key, { mode: 0o600 });
  const port = await freePort();
  await writeFile(paths.configFile, JSON.stringify({ port, tls: files, ...BOUNDS, ...config }), {
    mode: 0o600,
  });
  const key = newKeyText(DAEMON, systemRandomness);
  await changeKeys(paths, () => [
    {
      name: DAEMON,
      sha256: keyHash(key),
      createdAt: Date.now(),
      expiresAt: null,
      revokedAt: null,
      publicKey: null,
    },
  ]);
  let child: ChildProcess | null = null;
  const kill = async (signal: NodeJS.Signals = "SIGKILL"): Promise<void> => {
    const was = child;
    child = null;
    if (was === null || was.exitCode !== null || was.signalCode !== null) return;
    const ended = once(was, "close");
    was.kill(signal);
    await ended;
  };
  context.after(() => kill());
  return {
    url: `https://127.0.0.1:${String(port)}/${DAEMON}`,
    port,
    key,
    cert: tls.cert,
    certFile: files.cert,
    folder: paths.folder,
    kill,
    isRunning: () => child !== null && child.exitCode === null && child.signalCode === null,
    async start({ preload } = {}) {
      child = await launch(home, preload);
    },
    counts: () => countParcels(paths.database),
  };
}

async function launch(home: string, preload: string | undefined): Promise<ChildProcess> {
  const imports = preload === undefined ? [] : ["--import", preload];
  const launcher = preload === undefined ? await builtLauncher() : SOURCES;
  const child = spawn(process.execPath, [...imports, launcher, "relay", "start", "--json"], {
    env: { PATH: "/usr/bin:/bin", HOME: home, WAKEHOOK_HOME: home },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let words = "";
  child.stderr.on("data", (part: Buffer) => (words += part.toString()));
  const first = await Promise.race([once(child.stdout, "data"), once(child, "close")]);
  if (!Buffer.isBuffer(first[0])) throw new Error(`the relay ended: ${words}`);
  child.stdout.resume();
  return child;
}

function countParcels(file: string): ParcelCounts {
  using database = new DatabaseSync(file, { readOnly: true });
  const row = database
    .prepare(
      "SELECT count(*) AS all_of_them, sum(state = 'waiting') AS waiting, sum(state <> 'waiting' AND (result_status IS NOT NULL)) AS told FROM parcels",
    )
    .get();
  return {
    all: Number(row?.["all_of_them"]),
    waiting: Number(row?.["waiting"] ?? 0),
    told: Number(row?.["told"] ?? 0),
  };
}

/** A port that was free a moment ago: it must be the same at every start. */
async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
