// What a new hook needs of config.json: a root for its folder, a switch, the address that senders use.

import { WakehookError } from "../../core/records/errors.ts";
import { featureQuestion, missingFeatures } from "../../core/new-hook/needed-features.ts";
import { PUBLIC_URL_NEED, publicUrlWays } from "../../core/new-hook/public-url-ways.ts";
import { getPath, withPath } from "../../core/settings/dotted-path.ts";
import type { FeatureName } from "../../core/settings/features.ts";
import type { Address } from "../../core/settings/hook-url.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import { missingRoot } from "../../system/task-folder.ts";
import { columns } from "../terminal/columns.ts";
import type { CommandContext } from "../command.ts";
import type { Input } from "../input.ts";
import { listOf, type HookPlan } from "./plan.ts";

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
  const { commands, otherwise } = publicUrlWays(listener);
  return [
    PUBLIC_URL_NEED,
    ...columns(commands.map(({ words, gives }) => [`  ${words}`, `(${gives})`])),
    `  ${otherwise}`,
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
    root: missingRoot(plan.folder, {
      tasksFolder: paths.tasksFolder,
      taskRoots: settings.config.taskRoots,
    }),
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
    const { mode, reports } = plan;
    const needs = { mode, to: listOf(input.text("to")), reportsToSender: reports !== undefined };
    for (const name of missingFeatures(needs, settings.config)) {
      const words = featureQuestion(name);
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

function checkedUrl(typed: string): string {
  const url = URL.canParse(typed) ? new URL(typed) : null;
  const usable = url !== null && ["http:", "https:"].includes(url.protocol) && url.search === "";
  if (usable) return typed.replace(/\/+$/, "");
  throw new WakehookError("usage", `"${typed}" is no base URL`, {
    hint: "write it as https://hooks.example.org",
  });
}
