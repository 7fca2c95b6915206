// A home with a ledger that a "daemon" goes on writing, for the commands that read it.

import { onTestFinished } from "vitest";
import type { NewDelivery } from "../../src/core/records/new-delivery.ts";
import type { DeliveryId, HookId } from "../../src/core/records/ids.ts";
import { openLedger, type Ledger } from "../../src/ledger/open.ts";
import { ensureHome } from "../../src/settings/home.ts";
import { systemClock } from "../../src/system/clock.ts";
import { createCli, type Cli } from "./harness.ts";

export const RECEIVED_AT = 1_790_000_000_000;

export function deliveryId(end: string): DeliveryId {
  return `dlv_${end.padStart(26, "0")}` as DeliveryId;
}

export function newDelivery(end: string, change: Partial<NewDelivery> = {}): NewDelivery {
  return {
    id: deliveryId(end),
    hookId: "site" as HookId,
    source: "github",
    origin: "sender",
    event: "issues.opened",
    entity: "octo/site#1",
    receivedAt: RECEIVED_AT,
    remoteAddress: "127.0.0.1",
    method: "POST",
    path: "/hooks/site",
    headers: [["x-github-event", "issues"]],
    body: Buffer.from('{"issue":{"title":"A bug"}}'),
    contentType: "application/json",
    priority: "medium",
    claims: [],
    ...change,
  };
}

export async function withLedger(): Promise<{ cli: Cli; ledger: Ledger }> {
  const cli = await createCli();
  await ensureHome(cli.paths);
  const ledger = openLedger({ paths: cli.paths, clock: systemClock });
  onTestFinished(() => ledger.close());
  return { cli, ledger };
}
