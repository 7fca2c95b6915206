// The tunnels: whether they are connected. The running daemon is asked; without one, the files.

import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import type { CommandContext } from "../command.ts";
import { connectAdmin } from "../daemon/admin-client.ts";
import { findDaemon } from "../daemon/running-daemon.ts";
import { span } from "../terminal/when.ts";
import { clockWords } from "../tunnels/clock-words.ts";
import { readTunnels, type WireTunnel } from "../tunnels/read-tunnels.ts";
import type { Finding } from "./finding.ts";

/** One finding for each tunnel of config.json. */
export async function checkTunnels(
  { paths, clock }: Pick<CommandContext, "paths" | "clock">,
  settings: SettingsSnapshot,
): Promise<Finding[]> {
  const { tunnels = [], config } = settings;
  if (tunnels.length === 0) return [];
  const known = await askDaemon(paths);
  return tunnels.map(({ tunnel: { name }, problem }): Finding => {
    const check = `tunnel ${name}`;
    if (!config.features.tunnel) {
      const hint = "wakehook config set features.tunnel true";
      return { check, level: "note", message: "features.tunnel is off", hint };
    }
    if (problem !== null) return { check, level: "error", message: problem };
    const now = known?.find(({ tunnel }) => tunnel === name);
    return now === undefined
      ? { check, level: "note", message: "set up; how it does, the running daemon knows" }
      : findingOf(check, now, { now: clock.now(), publicBaseUrl: config.webhooks.publicBaseUrl });
  });
}

async function askDaemon(
  paths: CommandContext["paths"],
): Promise<readonly WireTunnel[] | undefined> {
  if ((await findDaemon(paths)) === null) return undefined;
  try {
    return await readTunnels(await connectAdmin(paths));
  } catch {
    // What is wrong with the daemon has a finding of its own.
    return undefined;
  }
}

function findingOf(
  check: string,
  tunnel: WireTunnel,
  { now, publicBaseUrl }: { readonly now: number; readonly publicBaseUrl: string | undefined },
): Finding {
  const { health, lanes, waiting, base_url: baseUrl } = tunnel;
  const lasted = span(Math.max(0, now - health.since));
  if (health.state === "connecting")
    return { check, level: "note", message: `connecting for ${lasted}` };
  if (health.state !== "up")
    return {
      check,
      level: "error",
      message: `down for ${lasted}: ${health.detail ?? "no reason is known"}`,
    };
  const troubles = [
    ...lanes.map(({ hook_id, reason }) => `events of ${hook_id} wait there: ${reason}`),
    ...clockWords(tunnel.clock_ahead_ms),
  ];
  const message = [
    `up for ${lasted}`,
    ...(waiting === null || waiting === 0 ? [] : [`${String(waiting)} events wait there`]),
    ...troubles,
  ].join("; ");
  if (baseUrl !== null && publicBaseUrl !== baseUrl) {
    const hint = `wakehook config set webhooks.public_base_url ${baseUrl}`;
    const other = `${message}; webhooks.public_base_url is not the relay's address`;
    return { check, level: troubles.length > 0 ? "warning" : "note", message: other, hint };
  }
  return { check, level: troubles.length > 0 ? "warning" : "ok", message };
}
