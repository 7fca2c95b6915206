// What a new hook needs of config.json: a root for its folder, a switch, the address that senders use.

import path from "node:path";
import { WakehookError } from "../../core/records/errors.ts";
import { FEATURES, type FeatureName } from "../../core/settings/features.ts";
import { isModeName, MODES } from "../../core/settings/modes.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import { isChatTarget, TARGET_KINDS } from "../../core/settings/target.ts";
import { resolveTaskFolder } from "../../system/task-folder.ts";
import { columns } from "../terminal/columns.ts";
import type { CommandContext } from "../command.ts";
import { getPath, withPath } from "../settings/dotted-path.ts";
import type { Input } from "../input.ts";
import { toUrl, type Address } from "../daemon/running-daemon.ts";
import { targetsOfNewHook } from "./hook-targets.ts";
import type { HookPlan } from "./plan.ts";

type Json = Record<string, unknown>;

/** Changes of config.json that come with a hook. */
export interface ConfigChanges {
  /** A folder to be added to task_roots. */
  readonly root: string | null;
  readonly publicBaseUrl: string | null;
  /** The switches that the hook needs and that are off; `enable` tells whether they are turned on. */
  readonly features: ReadonlyArray<{ readonly name: FeatureName; readonly enable: boolean }>;
}

/** How to get a public base URL that leads to the hook listener, in lines. */
export function publicUrlWords(listener: Address): string[] {
  const url = toUrl(listener);
  const ways = [
    [`  cloudflared tunnel --url ${url}`, "(prints a URL)"],
    [`  tailscale funnel ${listener.port}`, "(https://<machine>.<tailnet>.ts.net)"],
  ] as const;
  return [
    "Senders need a URL that reaches this machine. Ways to get one:",
    ...columns(ways),
    `  a reverse proxy of your own that passes /hooks/ on to ${url}`,
  ];
}

/** Finds out what has to change, asking where somebody can be asked. */
export async function configChanges(
  context: CommandContext,
  input: Input,
  around: { plan: HookPlan; settings: SettingsSnapshot },
): Promise<ConfigChanges> {
  const { plan, settings } = around;
  const { ask, out, paths } = context;
  const quiet = input.flag("yes") === true || ask === null;
  return {
    root: missingRoot(plan.folder, paths.tasksFolder, settings.config.taskRoots),
    publicBaseUrl: await chooseUrl(),
    features: await chooseFeatures(),
  };

  async function chooseUrl(): Promise<string | null> {
    const typed = input.text("publicUrl");
    if (typed !== undefined) return checkedUrl(typed);
    if (quiet || settings.config.webhooks.publicBaseUrl !== undefined) return null;
    for (const line of publicUrlWords(settings.config.webhooks)) out.notice(line);
    const answer = await ask.text("Public base URL (empty: later):");
    return answer === "" ? null : checkedUrl(answer);
  }

  async function chooseFeatures(): Promise<ConfigChanges["features"]> {
    const chosen: Array<ConfigChanges["features"][number]> = [];
    for (const name of neededFeatures(plan, settings, input)) {
      if (settings.config.features[name]) continue;
      const words = `${name} is off: ${FEATURES[name].meaning}. Turn it on?`;
      const isGiven = input.flag("enableFeatures") === true;
      chosen.push({ name, enable: isGiven || (!quiet && (await ask.confirm(words, true))) });
    }
    return chosen;
  }
}

/** config.json with the changes made. */
export function withChanges(config: Json, changes: ConfigChanges): Json {
  const { root, publicBaseUrl, features } = changes;
  let made = config;
  if (root !== null) {
    const roots = getPath(made, ["task_roots"]);
    const list: unknown[] = Array.isArray(roots) ? roots : [];
    made = withPath(made, ["task_roots"], list.includes(root) ? list : [...list, root]);
  }
  if (publicBaseUrl !== null) made = withPath(made, ["webhooks", "public_base_url"], publicBaseUrl);
  return features
    .filter(({ enable }) => enable)
    .reduce((after, { name }) => withPath(after, ["features", name], true), made);
}

/** The folder itself, not the one above it: a root opens everything below it to agents. */
function missingRoot(
  folder: string | undefined,
  tasksFolder: string,
  taskRoots: readonly string[],
): string | null {
  if (folder === undefined || !path.isAbsolute(folder)) return null;
  const found = resolveTaskFolder(folder, { tasksFolder, taskRoots });
  return found.ok || taskRoots.includes(folder) ? null : folder;
}

/** The switches of its mode, of the targets that it goes to, and of the agents who take a wake in a chat. */
function neededFeatures(
  { mode, reports }: HookPlan,
  { config }: SettingsSnapshot,
  input: Input,
): FeatureName[] {
  const ofMode = isModeName(mode) ? MODES[mode].feature : null;
  const targets = mode === "wake" || mode === "notify" ? targetsOfNewHook(input, config) : [];
  const needed = new Set<FeatureName>([
    ...(ofMode === null ? [] : [ofMode]),
    ...(mode === "wake" && targets.some(isChatTarget) ? (["agents"] as const) : []),
    ...targets.flatMap(({ kind }) => TARGET_KINDS[kind].feature ?? []),
    ...(reports === undefined ? [] : (["sender_reports"] as const)),
  ]);
  return [...needed];
}

function checkedUrl(typed: string): string {
  const url = URL.canParse(typed) ? new URL(typed) : null;
  const usable = url !== null && ["http:", "https:"].includes(url.protocol) && url.search === "";
  if (usable) return typed.replace(/\/+$/, "");
  throw new WakehookError("usage", `"${typed}" is no base URL`, {
    hint: "write it as https://hooks.example.org",
  });
}
