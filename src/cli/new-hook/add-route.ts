// In: `hook add --route` with its flags. Out: a URL that serves the named hooks is in webhooks.json.

import { WakehookError } from "../../core/records/errors.ts";
import { wireProblem } from "../../core/wire/wire.ts";
import { editHooks } from "../../settings/edit/edit.ts";
import { readSettings } from "../../settings/read.ts";
import type { CommandContext } from "../command.ts";
import { findDaemon } from "../daemon/running-daemon.ts";
import type { Input } from "../input.ts";
import { checkEntry } from "../../settings/check/check-entry.ts";
import { readEntries, type Entry } from "../../settings/edit/edit-hook.ts";
import { hookUrl, localHookUrl } from "../../core/settings/hook-url.ts";
import { problemLine } from "../settings/problem-lines.ts";
import { errorsOf, refusedChange } from "../../settings/edit/refused-change.ts";
import { createSettingsFiles } from "../settings/settings-files.ts";
import { publicUrlWords } from "./config-changes.ts";
import { unusedId } from "../../core/new-hook/unused-id.ts";
import { freeId, listOf } from "./plan.ts";

/** What of `hook add` says something about a route. */
const OWN_OPTIONS = new Set(["--route", "--id", "--title", "--yes"]);

/** Adds a route. `options`: all that `hook add` takes. @throws WakehookError `usage`, `settings_invalid`. */
export async function addRoute(
  context: CommandContext,
  input: Input,
  options: ReadonlyArray<readonly [flags: string, meaning: string]>,
): Promise<void> {
  refuseOthers(input, options);
  const { paths, environment, launch, out } = context;
  await createSettingsFiles(paths, launch);
  const entry = await toEntry(context, input);
  const settings = await readSettings(paths, environment);
  const problems = await checkEntry({ paths, environment, settings }, entry);
  const wrong = errorsOf(problems);
  if (wrong.length > 0) throw refusedChange(wrong);
  const { id } = entry;
  await editHooks(paths, (entries) => {
    if (entries.every((one) => one["id"] !== id)) return [...entries, entry];
    throw new WakehookError("already_exists", `there is a hook "${id}" by now`);
  });
  const { webhooks } = settings.config;
  const running = (await findDaemon(paths))?.hooksAddress;
  const wire = {
    route: entry,
    url: hookUrl(webhooks, id),
    is_public: webhooks.publicBaseUrl !== undefined,
    local_url: localHookUrl(running ?? webhooks, id),
    send: `wakehook send ${id}`,
    problems: problems.map(wireProblem),
  };
  out.result(wire, () => [
    out.style("bold", `${id} is added`),
    `each request that it takes goes to those of ${entry.route.join(", ")} that it proves itself to`,
    "",
    `URL:  ${wire.url}`,
    ...(wire.is_public ? [] : ["", ...publicUrlWords(webhooks)]),
    "",
    `Try it at any time: ${wire.send}`,
  ]);
  for (const problem of problems) out.notice(problemLine(problem, out));
  out.notice("one signed request proves itself to several hooks where they have the same secret");
}

async function toEntry(
  context: CommandContext,
  input: Input,
): Promise<Entry & { readonly id: string; readonly route: readonly string[] }> {
  const taken = new Set((await readEntries(context)).map(({ id }) => id));
  const typed = input.text("id");
  const route = listOf(input.text("route")) ?? [];
  return {
    id: typed === undefined ? unusedId("route", taken) : freeId(typed, taken),
    title: input.text("title") ?? `One URL for ${route.join(", ")}`,
    route,
    created_at: new Date(context.clock.now()).toISOString(),
  };
}

/** A secret, a mode or a prompt would be lost: a route has none. */
function refuseOthers(
  input: Input,
  options: ReadonlyArray<readonly [flags: string, meaning: string]>,
): void {
  const other = options
    .map(([flags]) => flags.split(" ")[0] ?? "")
    .find((flag) => {
      const name = flag
        .slice(2)
        .replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
      const isGiven = input.text(name) !== undefined || input.flag(name) !== undefined;
      return isGiven && !OWN_OPTIONS.has(flag);
    });
  const first = other ?? input.arg(0);
  if (first === undefined) return;
  throw new WakehookError("usage", `${first} goes with a hook, and --route adds none`, {
    hint: "add the hooks first, then the route that names them",
  });
}
