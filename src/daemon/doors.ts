// The two ways in, each on a listener of its own: senders come through ingress, the owner through admin.

import { createAdmin } from "../admin/admin.ts";
import { createRunProcess } from "../agents/process/run-process.ts";
import type { ExposePort } from "../core/ports/expose-port.ts";
import { openDashboard } from "../dashboard/open-dashboard.ts";
import { openListener, type Listener, type ListenerOptions } from "../http/listener.ts";
import { createIngress, type Ingress } from "../ingress/ingress.ts";
import { createOwnWork } from "../ingress/own-work.ts";
import { createHookEditor } from "../settings/edit/hook-editor.ts";
import { setConfig } from "../settings/edit/set-config.ts";
import { storeSecret } from "../settings/edit/store-secret.ts";
import { findSource, SOURCES } from "../sources/table.ts";
import { systemTimezone } from "../system/clock.ts";
import { systemRandomness } from "../system/randomness.ts";
import { openFileLimit } from "../system/open-files.ts";
import type { Base } from "./base.ts";
import { connectionBounds, type ConnectionBounds } from "./connection-bounds.ts";
import type { DaemonContext } from "./context.ts";
import { createDoctor } from "./doctor.ts";
import { sealedOnce } from "./sealed-once.ts";
import { watchSecretAges } from "./secret-ages.ts";
import { createDryRun } from "./dry-run.ts";
import type { Work } from "./work.ts";

/** An address that is listened on. */
export type Address = Listener["address"];

/** Where the daemon listens. */
export interface Addresses {
  readonly admin: Address;
  /** null: `webhooks.enabled` is false. */
  readonly hooks: Address | null;
}

/** Requests that are being answered when the stop comes, milliseconds. */
const LISTENER_GRACE_MS = 2000;

/**
 * Opens both listeners. The owner's is there first, and closed last.
 * @throws WakehookError `port_taken`.
 */
export async function openDoors(
  context: DaemonContext,
  base: Base,
  work: Pick<
    Work,
    | "dispatcher"
    | "outbox"
    | "subscriptions"
    | "acks"
    | "chat"
    | "channels"
    | "terminals"
    | "tunnels"
    | "repairs"
  > & {
    readonly requestStop: () => void;
    readonly expose: ExposePort;
  },
): Promise<Addresses> {
  const addresses: { admin: Address; hooks: Address | null } = {
    admin: { host: "", port: 0 },
    hooks: null,
  };
  const { log, settings, ledger, hub } = base;
  const { clock } = context;
  const ingress = createIngress({
    clock,
    ledger,
    log,
    randomness: systemRandomness,
    emit: (event) => hub.emit(event),
    settings: () => settings.current(),
    ownWork: createOwnWork({ markKey: base.markKey, ledger }),
    canaryKey: base.markKey,
    onAccepted: (delivery, outcome) => work.dispatcher.offer(delivery, outcome),
    async storeSecret(hookId, secret) {
      const stored = await storeSecret(context.paths, hookId, secret);
      await settings.reload();
      return stored === "stored";
    },
  });
  const { webhooks } = settings.current().config;
  const bounds = connectionBounds(webhooks.maxConnections, openFileLimit());
  if (webhooks.enabled && bounds.hooks < webhooks.maxConnections)
    log.warn("fewer connections than max_connections: few files may be open (ulimit -n)", {
      connections: bounds.hooks,
      maxConnections: webhooks.maxConnections,
    });
  addresses.admin = await openAdminDoor(context, base, {
    maxConnections: bounds.admin,
    ...work,
    submitTest: (hookId, body, headers) => ingress.submitTest(hookId, body, headers),
    openPairing: (hookId, forMs) => ingress.openPairing(hookId, forMs),
    addresses: () => addresses,
  });
  if (webhooks.enabled) addresses.hooks = await openHookDoor(context, base, { ingress, bounds });
  // Before the tunnels: they say when they are not up.
  work.repairs.begin(ingress);
  // Behind the listener: it is closed first, so that nothing new is taken while the rest ends.
  work.tunnels.start(ingress);
  context.closers.add(() => work.tunnels.close());
  return addresses;
}

async function openHookDoor(
  { clock, closers }: Pick<DaemonContext, "clock" | "closers">,
  { log, settings }: Pick<Base, "log" | "settings">,
  { ingress, bounds }: { readonly ingress: Ingress; readonly bounds: ConnectionBounds },
): Promise<Address> {
  const { webhooks } = settings.current().config;
  const hookDoor = await openDoor({ log, clock }, "webhooks", {
    ...webhooks,
    limits: { maxConnections: bounds.hooks },
    fetch: (request, info) => ingress.fetch(request, info),
  });
  closers.add(async () => {
    ingress.stop();
    await hookDoor.close(LISTENER_GRACE_MS);
  });
  return hookDoor.address;
}

async function openAdminDoor(
  context: DaemonContext,
  base: Base,
  {
    maxConnections,
    ...rest
  }: Pick<
    Parameters<typeof createAdmin>[0],
    | "dispatcher"
    | "outbox"
    | "subscriptions"
    | "acks"
    | "chat"
    | "channels"
    | "tunnels"
    | "terminals"
    | "repairs"
    | "requestStop"
    | "expose"
    | "submitTest"
    | "openPairing"
    | "addresses"
  > & { readonly maxConnections: number },
): Promise<Address> {
  const { paths, environment, version, clock, closers } = context;
  const { log, settings, ledger, hub, mask, adminToken, tokens, markKey } = base;
  const randomness = systemRandomness;
  const hookEditor = createHookEditor({ paths, environment, clock, randomness });
  const doctor = createDoctor({ ...context, runProcess: createRunProcess({ clock }) });
  const admin = createAdmin({
    ...rest,
    clock,
    doctor,
    gaps: ledger.gaps,
    once: sealedOnce(ledger.onceCalls, { markKey, randomness: systemRandomness }),
    secretsSetAt: watchSecretAges(context, base),
    ledger,
    mask,
    log,
    version,
    events: hub,
    token: adminToken,
    tokens,
    hookEditor,
    configEditor: (change) => setConfig(paths, change),
    dryRun: createDryRun({
      ledger,
      findSource,
      hookEditor,
      home: paths.root,
      settings: () => settings.current(),
    }),
    openDashboard: (needs) =>
      openDashboard({
        ...needs,
        clock,
        mask,
        log,
        version,
        findSource,
        database: paths.database,
        tasksFolder: paths.tasksFolder,
        randomness,
        startedAt: clock.now(),
        timezone: systemTimezone(),
      }),
    settings: () => settings.current(),
    reload: () => settings.reload(),
    findSource,
    sources: Object.values(SOURCES),
    home: paths.root,
    runsFolder: paths.runsFolder,
    startedAt: clock.now(),
  });
  const { host, port } = settings.current().config.admin;
  const door = await openDoor({ log, clock }, "admin", {
    host,
    port,
    limits: { maxConnections },
    fetch: (request, info) => admin.fetch(request, info),
  });
  closers.add(async () => {
    admin.close();
    await doctor.close();
    await door.close(LISTENER_GRACE_MS);
  });
  return door.address;
}

function openDoor(
  { log, clock }: Pick<Base, "log"> & Pick<DaemonContext, "clock">,
  section: "webhooks" | "admin",
  { host, port, fetch, limits = {} }: Pick<ListenerOptions, "host" | "port" | "fetch" | "limits">,
): Promise<Listener> {
  return openListener({
    clock,
    fetch,
    host,
    port,
    limits,
    portSetting: `${section}.port`,
    onError: (error) =>
      log.error("a listener has trouble", { listener: section, error: error.message }),
  });
}
