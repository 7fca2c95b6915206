// The daemon whose two doors are tried, and what must be true of it afterwards.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { openHome } from "../../test/e2e/open-home.ts";
import { openLedgerReader } from "../../src/ledger/reading/open-reader.ts";
import type { DeliveryId } from "../../src/core/records/ids.ts";
import type { Row, TortureContext } from "../part.ts";
import type { HttpCase, Place } from "./case.ts";
import { GITHUB_SECRET, MAX_BODY_BYTES, TOKEN } from "./requests.ts";

/** A daemon that can be asked, and its ledger. */
export interface DaemonTarget {
  readonly place: Place;
  readonly ports: Readonly<Record<HttpCase["door"], number>>;
  /** Longer than the longest deadline. */
  readonly timeoutMs: number;
  /** Ids of deliveries that came since this was asked last. */
  newDeliveries(): readonly string[];
  /** The body of a delivery as it stands in the ledger. */
  body(id: string): Buffer | null;
  /** Stops the daemon and says whether it was sound to its end. */
  afterwards(): Promise<Row>;
}

const UNLIMITED = 1_000_000;
const SHORT_DEADLINES = path.resolve(import.meta.dirname, "fixtures/short-deadlines.ts");
const CONFIG = {
  // Receives, verifies and records, and starts nothing.
  safe_mode: true,
  webhooks: {
    token: TOKEN,
    max_body_bytes: MAX_BODY_BYTES,
    requests_per_minute: UNLIMITED,
    failures_per_minute: UNLIMITED,
  },
};
const HOOKS = [
  { id: "notes", title: "Notes", mode: "wake", prompt_template: "Look." },
  { id: "off", title: "Off", mode: "wake", prompt_template: "Look.", enabled: false },
  { id: "all", title: "All", route: ["notes", "site", "off"] },
  { id: "none", title: "None", route: ["off"] },
  {
    id: "site",
    title: "Site",
    mode: "wake",
    prompt_template: "Look.",
    source: "github",
    secret: GITHUB_SECRET,
  },
];

/** Starts the daemon; it goes with the part. */
export async function openTarget(context: TortureContext): Promise<DaemonTarget> {
  const home = await openHome({ hooks: HOOKS, config: CONFIG });
  context.after(() => home.close());
  const isShort = context.scale === "short";
  const daemon = await home.spawn(isShort ? { preload: SHORT_DEADLINES } : {});
  const record = JSON.parse(await readFile(home.paths.daemonFile, "utf8")) as {
    admin_address: { port: number };
  };
  const ledger = openLedgerReader(home.paths.database);
  context.after(() => ledger.close());
  const known = new Set<string>();
  const newDeliveries = (): string[] => {
    const fresh = ledger.deliveries({ limit: 100 }).filter(({ id }) => !known.has(id));
    for (const { id } of fresh) known.add(id);
    return fresh.map(({ id }) => id);
  };
  const adminPort = record.admin_address.port;
  return {
    place: {
      adminHost: `127.0.0.1:${adminPort}`,
      adminToken: (await readFile(home.paths.adminTokenFile, "utf8")).trim(),
    },
    ports: { hooks: Number(new URL(daemon.hooksUrl).port), admin: adminPort },
    timeoutMs: isShort ? 12_000 : 45_000,
    newDeliveries,
    body(id) {
      const body = ledger.content(id as DeliveryId)?.body ?? null;
      return body === null ? null : Buffer.from(body);
    },
    async afterwards() {
      const answer = await daemon.post("notes", {});
      const fresh = newDeliveries();
      const isRecorded = answer.status === 202 && fresh.length === 1 && fresh[0] === answer.id;
      await daemon.kill("SIGTERM");
      const { code, stderr } = await daemon.ended;
      const faults = await countFaults(home.paths.logFile);
      return {
        fault: "all of it, one after the other",
        times: 1,
        promised: "the daemon goes on, logs no fault, tells nobody's token, ends with 0",
        seen: `a request afterwards: ${answer.status}; ${faults} faults in the log; exit code ${code}`,
        kept: isRecorded && faults === 0 && code === 0 && stderr === "",
      };
    },
  };
}

/** Errors of its own, and the token that it must not repeat. */
async function countFaults(logFile: string): Promise<number> {
  const lines = (await readFile(logFile, "utf8")).split("\n");
  return lines.filter((line) => line.includes('"level":"error"') || line.includes(TOKEN)).length;
}
