// Starts what a user would take instead: a bare node:http server, and `webhook` (adnanh) where it is installed.

import { accessSync, constants } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  firstLine,
  freePort,
  HOOKS,
  SECRET,
  spawnProgram,
  spawnNode,
  stoppable,
  type Server,
} from "./servers.ts";
import type { Stage } from "./stage.ts";

const LOOK_AGAIN_MS = 20;
const LONGEST_MS = 10_000;

/** Starts the bare node:http server. */
export async function startPlain({ plainServer }: Stage): Promise<Server> {
  const child = spawnNode([plainServer], { CONTROL_SECRET: SECRET });
  const { port } = await firstLine<{ port: number }>(child);
  return { port, ...stoppable(child) };
}

/** Finds `webhook`: the file that was named, or the first of the PATH; null where there is none. */
export function findWebhook(named: string | undefined): string | null {
  if (named !== undefined) return path.resolve(named);
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  return folders.map((folder) => path.join(folder, "webhook")).find(isProgram) ?? null;
}

/** Starts `webhook` with the same check. Its command is `true`: it starts one for each request, as for its users. */
export async function startWebhook(program: string, folder: string): Promise<Server> {
  const file = path.join(folder, "hooks.json");
  await mkdir(folder, { recursive: true });
  await writeFile(file, JSON.stringify([githubRow(), bearerRow()]));
  await chmod(file, 0o600);
  const port = await freePort();
  const child = spawnProgram(program, ["-hooks", file, "-ip", "127.0.0.1", "-port", `${port}`]);
  const giveUpAt = performance.now() + LONGEST_MS;
  while (!(await listens(port))) {
    if (performance.now() > giveUpAt) throw new Error(`${program} does not listen`);
    await sleep(LOOK_AGAIN_MS);
  }
  return { port, ...stoppable(child) };
}

function githubRow() {
  const parameter = { source: "header", name: "X-Hub-Signature-256" };
  const match = { type: "payload-hmac-sha256", secret: SECRET, parameter };
  return row(HOOKS.github, match);
}

function bearerRow() {
  const parameter = { source: "header", name: "Authorization" };
  return row(HOOKS.bearer, { type: "value", value: `Bearer ${SECRET}`, parameter });
}

function row(id: string, match: object) {
  return {
    id,
    "execute-command": "true",
    "success-http-response-code": 202,
    "trigger-rule": { match },
  };
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function listens(port: number): Promise<boolean> {
  const socket = connect({ port, host: "127.0.0.1" });
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
