// The whole life of a home with planted secrets: started, called, read, broken, killed, started again, stopped.

import { readFile } from "node:fs/promises";
import { spawnDaemon, type ChildDaemon } from "../../test/e2e/child-daemon.ts";
import { waitFor } from "../../test/e2e/event-watch.ts";
import { openLedgerReader } from "../../src/ledger/reading/open-reader.ts";
import type { Canary } from "./canaries.ts";
import { answerByToken, readChats, talk } from "./chats.ts";
import { call } from "./command-line.ts";
import type { Evidence } from "./evidence.ts";
import { OPEN_UMASK } from "./mode-rows.ts";
import { findOwner, readAllCommands, readAllRoutes, type Owner } from "./owner.ts";
import { put, type Sandbox } from "./sandbox.ts";
import { sendAll } from "./senders.ts";

/** What was done. */
export interface Life {
  readonly adminToken: string;
  /** The one-time token of a bot. */
  readonly ackToken: Canary;
  readonly requests: number;
  readonly reads: number;
}

/** Plays it; `after` is told of every daemon, so that none outlives a failure. */
export async function playLife(
  sandbox: Sandbox,
  evidence: Evidence,
  after: (undo: () => unknown) => void,
): Promise<Life> {
  const start = async (): Promise<ChildDaemon> => {
    const daemon = await spawnDaemon(sandbox.environment, { prefix: OPEN_UMASK });
    after(() => daemon.kill("SIGKILL"));
    await keepProcess(daemon.pid, evidence);
    return daemon;
  };
  const first = await start();
  const owner = await findOwner(sandbox, evidence);
  const unwatch = await owner.watch();
  const ids = await sendAll(sandbox.planted, owner.hooksUrl, evidence);
  const ackToken = await answerByToken(sandbox, owner);
  await untilEnded(sandbox, ids.size);
  await talk(sandbox, owner);
  await owner.ask("POST", "/api/v1/hooks/telling/send", "admin POST send", { payload: {} });
  await owner.ask("POST", `/api/v1/deliveries/${ids.get("bearer")}/replay`, "admin POST replay");
  const routes = (await readAllRoutes(owner, ids)) + (await readChats(owner));
  const commands = await readAllCommands(sandbox, evidence, ids);
  await breakSettings(sandbox, evidence, owner);
  await unwatch();
  await hang(sandbox, owner.hooksUrl);
  await first.kill("SIGKILL");
  await keepEnd(first, evidence);

  const second = await start();
  const again = await findOwner(sandbox, evidence);
  await again.ask("GET", "/api/v1/runs?status=error:interrupted", "admin GET /runs");
  await call(sandbox, evidence, ["stop"]);
  await keepEnd(second, evidence);
  return { adminToken: owner.adminToken, ackToken, requests: ids.size, reads: routes + commands };
}

/** What every user of the machine may read of a process, and what its owner may. */
async function keepProcess(pid: number, evidence: Evidence): Promise<void> {
  evidence.add("daemon arguments", await readFile(`/proc/${pid}/cmdline`));
  evidence.add("daemon environment", await readFile(`/proc/${pid}/environ`));
}

async function keepEnd(daemon: ChildDaemon, evidence: Evidence): Promise<void> {
  const { stdout, stderr } = await daemon.ended;
  evidence.add("daemon stdout", stdout);
  evidence.add("daemon stderr", stderr);
}

/** Until so many deliveries have ended, and their reports were tried. */
function untilEnded({ paths }: Sandbox, atLeast: number): Promise<true> {
  const ledger = openLedgerReader(paths.database);
  return waitFor("the ends of all runs", () => {
    const done = ledger.deliveries({ state: "done", limit: 1000 });
    // What stands behind one that a chat did not take waits for it.
    const reports = Map.groupBy(
      done.flatMap(({ id }) => ledger.reports(id)),
      ({ sink }) => sink,
    );
    const tried = [...reports.values()].every((own) => own.some(({ attempts }) => attempts > 0));
    return done.length >= atLeast && tried ? (true as const) : null;
  }).finally(() => ledger.close());
}

/** A run that goes on when the daemon is killed. */
async function hang({ paths, planted }: Sandbox, hooksUrl: string): Promise<void> {
  await fetch(`${hooksUrl}/hooks/hanging`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${planted.globalToken.value}`,
    },
    body: "{}",
  });
  const ledger = openLedgerReader(paths.database);
  await waitFor("the run that hangs", () =>
    ledger.runs({ limit: 100 }).some(({ state, pid }) => state === "running" && pid !== null),
  ).finally(() => ledger.close());
}

/** Files that are no JSON, or another JSON than they should be, around a secret; mended in the end. */
async function breakSettings(sandbox: Sandbox, evidence: Evidence, owner: Owner): Promise<void> {
  const { paths, planted, hooks } = sandbox;
  const secret = JSON.stringify(planted.brokenSecret.value);
  const texts = [
    `{"hooks": [{"id": "bearer", "token": ${secret}]}`,
    `{"hooks": [{"id": "bearer", "token": ${secret.slice(0, -1)}\n}]}`,
    `{"hooks": [{"id": "bearer", "token": [${secret}], "secret": {"a": ${secret}}}]}`,
    `{"hooks": ${secret}}`,
    secret,
    `{"hooks": [${secret}, {"id": 1, "token": ${secret}, "tokn": ${secret}}], "token": ${secret}}`,
  ];
  for (const text of texts) {
    await put(paths.hooksFile, text);
    await owner.ask("POST", "/api/v1/reload");
    await owner.ask("GET", "/api/v1/status");
    evidence.add("webhooks.json", text);
  }
  for (const words of [["hook", "check", "--json"], ["hook", "list"], ["doctor"]])
    await call(sandbox, evidence, words, `cli ${words.join(" ")} (broken file)`);
  await put(paths.hooksFile, { hooks });
  await owner.ask("POST", "/api/v1/reload");
}
