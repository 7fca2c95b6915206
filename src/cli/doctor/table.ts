// The closed list of checks, in the order in which `doctor` tells what they found. A new check is a file beside this
// one and a row here. They run in a process that is not the daemon (the command, or one that the daemon starts for its
// owner): what only the daemon knows is asked of its admin API, and that none runs must be an answer too.

import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import type { CommandContext } from "../command.ts";
import { checkChannels } from "./check-channels.ts";
import { checkControl } from "./check-control.ts";
import { checkDaemon } from "./check-daemon.ts";
import { checkDisk } from "./check-disk.ts";
import { checkExpose } from "./check-expose.ts";
import { checkGaps } from "./check-gaps.ts";
import { checkHome, checkSecrets, checkSettings } from "./check-home.ts";
import { checkLedger } from "./check-ledger.ts";
import { checkClock, type ServicePath } from "./check-machine.ts";
import { checkMcpServers } from "./check-mcp.ts";
import { checkProviders } from "./check-providers.ts";
import { checkRelay } from "./check-relay.ts";
import { checkSecretAges } from "./check-secret-ages.ts";
import { checkTerminals } from "./check-terminals.ts";
import { checkTunnels } from "./check-tunnels.ts";
import type { Finding } from "./finding.ts";

/** What is examined. */
export interface Subject {
  readonly context: CommandContext;
  /** As the files have them now. */
  readonly settings: SettingsSnapshot;
  /** The service's own PATH, where there is a service. */
  readonly service: ServicePath;
}

type Found = Finding | readonly Finding[];

/** Looks at one thing and changes nothing. What it throws becomes an error under its name. */
export type Check = (subject: Subject) => Found | Promise<Found>;

/** Every check but those that are made on demand. */
export const CHECKS = {
  home: ({ context }) => checkHome(context),
  settings: ({ settings }) => checkSettings(settings),
  secrets: ({ context }) => checkSecrets(context),
  secretAges: ({ context, settings }) => checkSecretAges(context, settings),
  ledger: ({ context }) => checkLedger(context),
  control: ({ context }) => checkControl(context),
  disk: ({ context }) => checkDisk(context),
  daemon: ({ context, settings }) => checkDaemon(context, settings.config),
  expose: ({ context, settings }) => checkExpose(context, settings),
  gaps: ({ context, settings }) => checkGaps(context, settings),
  service: ({ service }) => service.finding,
  providers: ({ context, settings, service }) => checkProviders(context, settings, service.path),
  mcp: ({ context, settings, service }) => checkMcpServers(context, settings, service.path),
  chats: ({ context, settings }) => checkChannels(context, settings),
  tunnels: ({ context, settings }) => checkTunnels(context, settings),
  relay: ({ context }) => checkRelay(context),
  terminals: ({ context, settings }) => checkTerminals(context, settings.config),
  clock: ({ context, settings }) => checkClock(context, settings.config),
} as const satisfies Readonly<Record<string, Check>>;
