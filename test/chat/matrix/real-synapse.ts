// A real Synapse, where its files are: WAKEHOOK_SYNAPSE names a folder with Debian's packages of it, unpacked. It runs by
// the folder's own Python and libraries: nothing of it has to be installed, and nobody has to be root.

import { spawn, spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { globSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { vi } from "vitest";

const SECRET = "a-secret-of-this-test";

/** The folder; null: there is none on this machine. */
export function findSynapse(): string | null {
  const root = process.env["WAKEHOOK_SYNAPSE"] ?? "";
  if (root === "") return null;
  const [program = "", ...args] = commandOf(root, ["--help"]);
  const { status } = spawnSync(program, args, { stdio: "ignore", env: environmentOf(root) });
  return status === 0 ? root : null;
}

/** Somebody with an account. */
export interface Account {
  readonly id: string;
  readonly token: string;
  /** A request in their name. @throws what the server refuses. */
  ask(method: string, path: string, body?: object): Promise<Record<string, unknown>>;
}

/** A server at work. */
export interface RealSynapse {
  readonly url: string;
  register(name: string): Promise<Account>;
  start(): Promise<void>;
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a server in a folder of its own. It allows twenty messages at once, and then 25 a second. */
export async function realSynapse(root: string): Promise<RealSynapse> {
  const folder = mkdtempSync(path.join(tmpdir(), "wakehook-synapse-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = path.join(folder, "homeserver.yaml");
  // JSON is YAML, too.
  writeFileSync(config, JSON.stringify(configOf(folder, port)));
  run(root, folder, ["--config-path", config, "--generate-keys"]);
  let end: () => Promise<void> = () => Promise.resolve();

  async function start(): Promise<void> {
    const [program = "", ...args] = commandOf(root, ["--config-path", config]);
    const child = spawn(program, args, { stdio: "ignore", cwd: folder, env: environmentOf(root) });
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    end = async () => {
      child.kill("SIGKILL");
      await ended;
    };
    try {
      await vi.waitFor(() => fetch(`${url}/health`), { timeout: 50_000, interval: 100 });
    } catch (thrown) {
      await end();
      throw thrown;
    }
  }

  await start();
  return {
    url,
    start,
    stop: () => end(),
    async register(name) {
      const admin = `${url}/_synapse/admin/v1/register`;
      const { nonce } = (await (await fetch(admin)).json()) as { nonce: string };
      const words = [nonce, name, "a password", "notadmin"].join("\0");
      const mac = createHmac("sha1", SECRET).update(words).digest("hex");
      const given = { nonce, username: name, password: "a password", admin: false, mac };
      const answer = await fetch(admin, { method: "POST", body: JSON.stringify(given) });
      const made = (await answer.json()) as { user_id: string; access_token: string };
      return accountOf(url, made);
    },
    async close() {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function accountOf(url: string, made: { user_id: string; access_token: string }): Account {
  return {
    id: made.user_id,
    token: made.access_token,
    async ask(method, where, body) {
      for (;;) {
        const response = await fetch(`${url}/_matrix/client/${where}`, {
          method,
          headers: { authorization: `Bearer ${made.access_token}` },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const answer = (await response.json()) as Record<string, unknown>;
        if (response.ok) return answer;
        if (response.status !== 429)
          throw new Error(`${response.status} ${JSON.stringify(answer)}`);
        await new Promise((resolve) => setTimeout(resolve, Number(answer["retry_after_ms"])));
      }
    },
  };
}

function configOf(folder: string, port: number): object {
  const often = { per_second: 1000, burst_count: 1000 };
  return {
    server_name: "localhost",
    report_stats: false,
    listeners: [
      {
        port,
        bind_addresses: ["127.0.0.1"],
        type: "http",
        tls: false,
        resources: [{ names: ["client", "media"] }],
      },
    ],
    database: { name: "sqlite3", args: { database: path.join(folder, "homeserver.db") } },
    media_store_path: path.join(folder, "media"),
    signing_key_path: path.join(folder, "signing.key"),
    registration_shared_secret: SECRET,
    macaroon_secret_key: SECRET,
    form_secret: SECRET,
    trusted_key_servers: [],
    rc_message: { per_second: 25, burst_count: 20 },
    rc_registration: often,
    rc_invites: { per_room: often, per_user: often, per_issuer: often },
    rc_joins: { local: often },
  };
}

function run(root: string, cwd: string, args: readonly string[]): void {
  const [program = "", ...rest] = commandOf(root, args);
  const { status, stderr } = spawnSync(program, rest, { cwd, env: environmentOf(root) });
  if (status !== 0) throw new Error(`Synapse: ${stderr.toString().slice(-500)}`);
}

/** By the folder's own loader: its libraries are newer than those of the machine. */
function commandOf(root: string, args: readonly string[]): string[] {
  const [loader = ""] = globSync(path.join(root, "usr/lib*/ld-linux*.so.*"));
  const libraries = globSync(path.join(root, "usr/lib/*-linux-gnu")).join(":");
  const python = path.join(root, "usr/bin/python3");
  return [loader, "--library-path", libraries, python, "-m", "synapse.app.homeserver", ...args];
}

function environmentOf(root: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    PYTHONHOME: path.join(root, "usr"),
    PYTHONPATH: path.join(root, "usr/lib/python3/dist-packages"),
    PYTHONDONTWRITEBYTECODE: "1",
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
