// In: both settings files, the environment and what was loaded before. Out: one snapshot of what the
// owner wrote, as it is in force now. Called by the watcher at every change, and once by commands.

import type { Config } from "../core/settings/config.ts";
import type { LoadedExpose } from "../core/settings/expose.ts";
import type { LoadedMcpServer } from "../core/settings/mcp-server.ts";
import type { Problem } from "../core/settings/problem.ts";
import type { LoadedSubscription } from "../core/settings/subscription.ts";
import type { HookSecrets, LoadedHook, SettingsSnapshot } from "../core/settings/settings.ts";
import { allTargets, type LoadedTarget } from "../core/settings/target.ts";
import type { LoadedTunnel } from "../core/settings/tunnel.ts";
import type { Environment } from "../system/environment.ts";
import type { HomePaths } from "../system/home.ts";
import { adminTokenValue } from "./access/admin-token-value.ts";
import { borrowedSecretProblems, type NamedSecret } from "./check/check-borrowed-secrets.ts";
import { defaultConfig, loadConfig } from "./config-file.ts";
import { CONFIG_NAME } from "./check/finding.ts";
import { loadExpose } from "./load/load-expose.ts";
import { loadHooks } from "./load/load-hooks.ts";
import { forwardSecretValues } from "./load/forward-secrets.ts";
import { senderSecretValues } from "./load/sender-report-secrets.ts";
import { loadMcpServers } from "./load/load-mcp-servers.ts";
import { loadSubscriptions } from "./load/load-subscriptions.ts";
import { loadTargets } from "./load/load-targets.ts";
import { loadTunnels } from "./load/load-tunnels.ts";
import { printableConfig } from "./check/printable.ts";
import { malformedToken, resolveSecret } from "./load/secrets.ts";

/**
 * Reads what the owner wrote. Does not throw: everything that is wrong is in `problems`, and the
 * rest is in force.
 * @param previous what was in force before: it stays for a file or an entry that has an error now.
 */
export async function readSettings(
  paths: HomePaths,
  environment: Environment,
  previous?: SettingsSnapshot,
): Promise<SettingsSnapshot> {
  const adminToken = await adminTokenValue(paths.adminTokenFile);
  const daemon = await readDaemon(paths, environment, { previous, adminToken });
  const { config, globalToken } = daemon;
  const loaded = await loadHooks({
    paths,
    environment,
    config,
    globalToken,
    adminToken,
    previous,
  });
  const hooks = [...loaded.hooks.values()];
  const { subscriptions, targets, tunnels, expose, mcpServers } = daemon;
  return {
    config: printableConfig(config),
    globalToken,
    hooks: loaded.hooks,
    routes: loaded.routes,
    subscriptions,
    targets,
    tunnels,
    expose,
    mcpServers,
    ...(loaded.unread === undefined ? {} : { unread: loaded.unread }),
    problems: [
      ...daemon.problems,
      ...loaded.problems,
      ...hooks.flatMap(({ problems }) => problems),
      ...[...loaded.routes.values()].flatMap(({ problems }) => problems),
    ],
    secretValues: secretValues(
      [
        globalToken,
        adminToken,
        ...subscriptionSecrets(subscriptions),
        ...targets.flatMap((target) => target.secretValues),
        ...tunnels.flatMap((tunnel) => tunnel.secretValues),
        expose?.token ?? null,
        ...mcpServers.flatMap((server) => server.secretValues),
      ],
      hooks,
    ),
  };
}

/** What is wrong with config.json and with the secret it leads to. Does not throw. */
export async function configFindings(
  paths: HomePaths,
  environment: Environment,
): Promise<readonly Problem[]> {
  const adminToken = await adminTokenValue(paths.adminTokenFile);
  return (await readDaemon(paths, environment, { previous: undefined, adminToken })).problems;
}

/** Without a right config.json there is the local chat, as with an empty one. */
const NO_TARGETS: readonly LoadedTarget[] = allTargets([]).map((target) => ({
  target,
  problem: null,
  secretValues: [],
}));

interface Daemon {
  readonly config: Config;
  readonly globalToken: string | null;
  readonly subscriptions: readonly LoadedSubscription[];
  readonly targets: readonly LoadedTarget[];
  readonly tunnels: readonly LoadedTunnel[];
  readonly expose: LoadedExpose | null;
  readonly mcpServers: readonly LoadedMcpServer[];
  readonly problems: readonly Problem[];
}

async function readDaemon(
  paths: HomePaths,
  environment: Environment,
  { previous, adminToken }: { previous: SettingsSnapshot | undefined; adminToken: string | null },
): Promise<Daemon> {
  const { config, kept, problems } = await loadConfig(paths.configFile, previous?.config);
  const last = {
    globalToken: previous?.globalToken ?? null,
    subscriptions: previous?.subscriptions ?? [],
    targets: previous?.targets ?? NO_TARGETS,
    tunnels: previous?.tunnels ?? [],
    expose: previous?.expose ?? null,
    mcpServers: previous?.mcpServers ?? [],
  };
  if (kept) return { config, ...last, problems };
  const at = { file: CONFIG_NAME, field: "webhooks.token" };
  const token = await resolveSecret(config.webhooks.token, environment, at);
  const { field, ...place } = at;
  const named: NamedSecret[] = token.value === null ? [] : [[field, token.value]];
  const { sealKeyFile } = paths;
  const outbound = await loadSubscriptions(config, { environment, sealKeyFile });
  const words = await loadTargets(config, environment);
  const ways = await loadTunnels(config, environment);
  const way = await loadExpose(config, environment);
  const mcp = await loadMcpServers(config, environment);
  const found = [
    ...problems,
    ...outbound.problems,
    ...words.problems,
    ...ways.problems,
    ...way.problems,
    ...mcp.problems,
    ...token.problems,
    ...malformedToken(token.value, at),
    ...borrowedSecretProblems(place, named, { adminToken }),
  ];
  if (found.every(({ level }) => level !== "error"))
    return {
      config,
      globalToken: token.value,
      subscriptions: outbound.subscriptions,
      targets: words.targets,
      tunnels: ways.tunnels,
      expose: way.expose,
      mcpServers: mcp.servers,
      problems: found,
    };
  return { config: previous?.config ?? defaultConfig(), ...last, problems: found };
}

function secretValues(
  ofDaemon: ReadonlyArray<string | null>,
  hooks: readonly LoadedHook[],
): string[] {
  const values = [...ofDaemon, ...hooks.flatMap(({ secrets }) => valuesOf(secrets))];
  return [...new Set(values.filter((value) => value !== null))];
}

function subscriptionSecrets(subscriptions: readonly LoadedSubscription[]): string[] {
  return subscriptions.flatMap(({ secrets, headers }) => [
    ...secrets,
    ...headers.map(([, value]) => value.replace(/^Bearer /, "")),
  ]);
}

function valuesOf(secrets: HookSecrets): string[] {
  const {
    token,
    secret,
    previousSecret,
    hmacSecret,
    verifyToken = null,
    forward,
    reports,
    repair,
  } = secrets;
  const leaving = [
    ...(forward === undefined ? [] : forwardSecretValues(forward)),
    ...senderSecretValues(reports ?? []),
    repair?.token ?? null,
  ];
  const values = [token, secret, previousSecret, hmacSecret, verifyToken, ...leaving];
  return values.filter((value) => value !== null);
}
