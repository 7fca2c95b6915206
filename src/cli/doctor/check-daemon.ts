// Whether the daemon runs and answers; where none does, whether its ports are free.

import { createServer } from "node:net";
import type { Config } from "../../core/settings/config.ts";
import { connectAdmin } from "../daemon/admin-client.ts";
import type { CommandContext } from "../command.ts";
import { findDaemon, type RunningDaemon } from "../daemon/running-daemon.ts";
import { toUrl, type Address } from "../../core/settings/hook-url.ts";
import { failed, ok, type Finding } from "./finding.ts";

const ANSWER_MS = 5000;

/** The daemon and its two listeners. */
export async function checkDaemon(context: CommandContext, config: Config): Promise<Finding[]> {
  const daemon = await findDaemon(context.paths);
  if (daemon !== null) return [await checkAdmin(context, daemon), await checkListener(daemon)];
  const note: Finding = {
    check: "daemon",
    level: "note",
    message: "not running",
    hint: "wakehook start",
  };
  const { webhooks, admin } = config;
  return [
    note,
    ...(webhooks.enabled ? [await checkPort("webhooks.port", webhooks)] : []),
    await checkPort("admin.port", admin),
  ];
}

async function checkAdmin(context: CommandContext, daemon: RunningDaemon): Promise<Finding> {
  try {
    const admin = await connectAdmin(context.paths);
    await admin.get("/status");
    return ok("daemon", `process ${daemon.pid}, admin on ${toUrl(daemon.adminAddress)}`);
  } catch (error) {
    return failed("daemon", error, "daemon_unreachable");
  }
}

async function checkListener({ hooksAddress }: RunningDaemon): Promise<Finding> {
  const check = "listener";
  if (hooksAddress === null)
    return { check, level: "note", message: "switched off (webhooks.enabled)" };
  const url = `${toUrl(hooksAddress)}/health`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
    if (response.ok) return ok(check, `answers on ${toUrl(hooksAddress)}`);
    return { check, level: "error", message: `${url} answers ${response.status}`, code: "refused" };
  } catch (error) {
    return failed(check, error, "daemon_unreachable");
  }
}

async function checkPort(setting: string, address: Address): Promise<Finding> {
  const fault = await tryPort(address);
  if (fault === null) return ok("port", `${setting} ${address.port} is free`);
  const taken = fault === "EADDRINUSE";
  return {
    check: "port",
    level: "error",
    message: `${setting}: ${address.host}:${address.port} ${taken ? "is taken by another program" : `cannot be opened (${fault})`}`,
    hint: `wakehook config set ${setting} ${taken ? "ANOTHER" : "0"}`,
    code: "port_taken",
  };
}

/** The error's code, or null where the port could be opened. */
function tryPort({ host, port }: Address): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}
