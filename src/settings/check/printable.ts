// What is handed on to the rest of the program holds no secret outside HookSecrets and globalToken.

import type { Config } from "../../core/settings/config.ts";
import { isSecretForwardHeader, type Forward } from "../../core/outbound/forward-request.ts";
import { EXPOSE_PROGRAMS, type Expose } from "../../core/settings/expose.ts";
import type { Hook } from "../../core/settings/hook.ts";
import type { McpServer } from "../../core/settings/mcp-server.ts";
import type { SenderReport, SenderReports } from "../../core/outbound/sender-report.ts";
import type { Subscription } from "../../core/settings/subscription.ts";
import { TUNNEL_KINDS } from "../../core/settings/tunnel.ts";
import { mapMarkedSecrets } from "../load/marked-secrets.ts";
import { mapTargetSecrets } from "../load/target-secrets.ts";

const HIDDEN = "(secret)";

/** The hook with `(secret)` in place of each secret that is set. */
export function printableHook(hook: Hook): Hook {
  return {
    ...hook,
    ...(hook.token === undefined ? {} : { token: HIDDEN }),
    ...(hook.secret === undefined ? {} : { secret: HIDDEN }),
    ...(hook.previousSecret === undefined ? {} : { previousSecret: HIDDEN }),
    ...(hook.hmacSecret === undefined ? {} : { hmacSecret: HIDDEN }),
    ...(hook.verifyToken === undefined ? {} : { verifyToken: HIDDEN }),
    ...(hook.forward === undefined ? {} : { forward: printableForward(hook.forward) }),
    ...(hook.reportToSender === undefined
      ? {}
      : { reportToSender: printableReports(hook.reportToSender) }),
    ...(hook.repair === undefined ? {} : { repair: { ...hook.repair, token: HIDDEN } }),
  };
}

function printableReports(reports: SenderReports): SenderReports {
  return Array.isArray(reports) ? reports.map(printableReport) : printableReport(reports);
}

function printableReport(report: SenderReport): SenderReport {
  const headers = "headers" in report ? report.headers : undefined;
  return {
    ...report,
    ...(report.token === undefined ? {} : { token: HIDDEN }),
    ...(headers === undefined ? {} : { headers: withoutSecrets(headers) }),
  };
}

function printableForward(forward: Forward): Forward {
  const { secret, headers } = forward;
  return {
    ...forward,
    ...(secret === undefined ? {} : { secret: HIDDEN }),
    ...(headers === undefined ? {} : { headers: withoutSecrets(headers) }),
  };
}

/** The configuration with `(secret)` in place of each secret that is set. */
export function printableConfig(config: Config): Config {
  const { webhooks } = config;
  return {
    ...config,
    webhooks: webhooks.token === undefined ? webhooks : { ...webhooks, token: HIDDEN },
    targets: config.targets.map((target) => mapTargetSecrets(target, () => HIDDEN)),
    tunnels: config.tunnels.map((tunnel) =>
      mapMarkedSecrets(TUNNEL_KINDS[tunnel.kind].fields, tunnel, () => HIDDEN),
    ),
    ...(config.expose === undefined ? {} : { expose: printableExpose(config.expose) }),
    mcpServers: config.mcpServers.map(printableMcpServer),
    subscriptions: config.subscriptions.map(printableSubscription),
    callbacks: config.callbacks.map((callback) =>
      callback.token === undefined ? callback : { ...callback, token: HIDDEN },
    ),
  };
}

/** `expose` with `(secret)` in place of its token. */
export function printableExpose(expose: Expose): Expose {
  const { fields } = EXPOSE_PROGRAMS[expose.program];
  return mapMarkedSecrets(fields, expose, () => HIDDEN);
}

function printableMcpServer(server: McpServer): McpServer {
  return {
    ...server,
    environment: hidden(server.environment),
    headers: hidden(server.headers),
  };
}

function withoutSecrets(values: Readonly<Record<string, string>>): Record<string, string> {
  const shown = Object.entries(values).map(([name, value]) => [
    name,
    isSecretForwardHeader(name, value) ? HIDDEN : value,
  ]);
  return Object.fromEntries(shown) as Record<string, string>;
}

/** A subscription with `(secret)` in place of each secret that is set. */
export function printableSubscription(subscription: Subscription): Subscription {
  const { secret, previousSecret, headers } = subscription;
  return {
    ...subscription,
    ...(secret === undefined ? {} : { secret: HIDDEN }),
    ...(previousSecret === undefined ? {} : { previousSecret: HIDDEN }),
    headers: hidden(headers),
  };
}

/** All of them: a program may call a credential as it likes. */
function hidden(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.keys(values).map((name) => [name, HIDDEN]));
}
