// In: a configuration whose fields are right by themselves. Out: what else is wrong with it.

import path from "node:path";
import { CONFIG_FIELDS, type Config } from "../../core/settings/config.ts";
import { didYouMean, nearestName } from "../../core/text/nearest.ts";
import type { Problem } from "../../core/settings/problem.ts";
import { isProviderId, PROVIDERS } from "../../core/settings/providers.ts";
import { allTargets, TARGET_KINDS } from "../../core/settings/target.ts";
import { minuteOfDay } from "../../core/admission/quiet-hours.ts";
import { mcpServerProblems } from "./check-mcp.ts";
import { botTargetProblems } from "./check-bot-targets.ts";
import { tunnelProblems } from "./check-tunnels.ts";
import { wayInProblems } from "./check-way-in.ts";
import { pendingNotes } from "./check-pending.ts";
import { CONFIG_NAME, finding, type Words } from "./finding.ts";

/** Checks config.json beyond its schema. `fields` is the file as it was written. */
export function configProblems(
  config: Config,
  fields: Readonly<Record<string, unknown>>,
): Problem[] {
  return [
    ...timezoneProblems(config),
    ...targetNameProblems(config),
    ...botTargetProblems(config),
    ...tunnelProblems(config),
    ...wayInProblems(config, fields),
    ...rootProblems(config),
    ...portProblems(config),
    ...providerProblems("agents.provider", config.agents.provider),
    ...providerProblems("chat.provider", config.chat.provider),
    ...subscriptionProblems(config),
    ...mcpServerProblems(config),
    ...adminHostProblems(config),
    ...pendingNotes({ file: CONFIG_NAME }, CONFIG_FIELDS, fields),
  ];
}

function timezoneProblems({ timezone }: Config): Problem[] {
  if (timezone === undefined) return [];
  try {
    minuteOfDay(0, timezone);
    return [];
  } catch {
    const names = Intl.supportedValuesOf("timeZone");
    const hint = didYouMean(nearestName(timezone, names)) ?? "write it as Europe/Berlin";
    return [
      error({ field: "timezone", value: timezone, message: "no time zone of this name", hint }),
    ];
  }
}

function targetNameProblems({ targets, owner, features }: Config): Problem[] {
  const names = targets.map(({ name }) => name);
  const known = allTargets(targets).map(({ name }) => name);
  const repeated = names
    .map((name, at) => ({ name, at }))
    .filter(({ name, at }) => names.indexOf(name) !== at)
    .map(({ name, at }) =>
      error({ field: `targets.${at}.name`, value: name, message: "another target has this name" }),
    );
  const unknown = owner
    .filter((name) => !known.includes(name))
    .map((name) => {
      const hint = didYouMean(nearestName(name, known));
      return warning({ field: "owner", value: name, message: "no target of this name", hint });
    });
  const off = targets.flatMap(({ kind }, at) => {
    const { feature, isChat } = TARGET_KINDS[kind];
    if (!isChat || feature === null || features[feature]) return [];
    const message = `the feature ${feature} is off; nothing is posted there and nobody is heard`;
    const hint = `wakehook config set features.${feature} true`;
    return [warning({ field: `targets.${at}`, value: kind, message, hint })];
  });
  return [...repeated, ...unknown, ...off];
}

function rootProblems({ taskRoots }: Config): Problem[] {
  return taskRoots
    .filter((root) => !path.isAbsolute(root))
    .map((root) => {
      const hint = root.startsWith("~") ? "~ is not expanded: write the whole path" : undefined;
      return error({ field: "task_roots", value: root, message: "must be an absolute path", hint });
    });
}

function portProblems({ webhooks, admin }: Config): Problem[] {
  if (webhooks.port !== admin.port || admin.port === 0) return [];
  const message = "is the port of the hook listener too: each listener needs its own";
  return [error({ field: "admin.port", value: admin.port, message })];
}

function providerProblems(field: string, provider: string | undefined): Problem[] {
  if (provider === undefined || isProviderId(provider)) return [];
  const names = Object.keys(PROVIDERS);
  const message = `no provider of this name; there are: ${names.join(", ")}`;
  const hint = didYouMean(nearestName(provider, names));
  return [warning({ field, value: provider, message, hint })];
}

function subscriptionProblems({ subscriptions }: Config): Problem[] {
  const ids = subscriptions.map(({ id }) => id);
  return ids
    .map((id, at) => ({ id, at }))
    .filter(({ id, at }) => ids.indexOf(id) !== at)
    .map(({ id, at }) =>
      error({
        field: `subscriptions.${at}.id`,
        value: id,
        message: "another subscription has this id",
      }),
    );
}

function adminHostProblems({ admin: { host } }: Config): Problem[] {
  if (host === "localhost" || host === "::1" || host.startsWith("127.")) return [];
  const message = "other machines may reach the admin listener; keep it on 127.0.0.1";
  return [warning({ field: "admin.host", value: host, message })];
}

function error(words: Words): Problem {
  return finding("error", { file: CONFIG_NAME }, words);
}

function warning(words: Words): Problem {
  return finding("warning", { file: CONFIG_NAME }, words);
}
