import { existsSync } from "node:fs";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import { ensureHome } from "../../settings/home.ts";
import { HOOKS_NAME } from "../../settings/check/finding.ts";
import type { CommandContext } from "../command.ts";
import { readConfig } from "../../settings/edit/edit-config.ts";
import { readEntries } from "../../settings/edit/edit-hook.ts";
import { getPath } from "../../core/settings/dotted-path.ts";
import { problemWords } from "../../settings/edit/refused-change.ts";
import { isHashed, isReference } from "../../settings/edit/secret-fields.ts";
import { writtenSecrets } from "../../settings/edit/written-secrets.ts";
import { failed, ok, type Finding } from "./finding.ts";

/** The folder and its modes. Nothing is made where there is none. */
export async function checkHome({ paths }: CommandContext): Promise<Finding> {
  const check = "home";
  if (!existsSync(paths.root))
    return {
      check,
      level: "error",
      message: `there is no home folder ${paths.root}`,
      hint: "wakehook init",
      code: "home_unusable",
    };
  try {
    await ensureHome(paths);
    return ok(check, `${paths.root}, closed to other users`);
  } catch (error) {
    return failed(check, error, "home_unusable");
  }
}

/** What is wrong in the two files. */
export function checkSettings(settings: SettingsSnapshot): Finding[] {
  const findings = settings.problems
    .filter(({ level }) => level !== "note")
    .map((problem): Finding => ({
      check: "settings",
      level: problem.level === "error" ? "error" : "warning",
      message: problemWords(problem),
      code: "settings_invalid",
    }));
  const hooks = settings.hooks.size;
  return findings.length > 0 ? findings : [ok("settings", `${hooks} hooks, nothing wrong`)];
}

/** Where secrets stand: a child of the same user can read the daemon's start-up environment. */
export async function checkSecrets(context: CommandContext): Promise<Finding> {
  const check = "secrets";
  try {
    const entries = await readEntries(context);
    const token = getPath(await readConfig(context.paths), ["webhooks", "token"]);
    const written = [
      ...entries.flatMap((entry) =>
        writtenSecrets(entry).map(({ field, value }) => ({
          field,
          value,
          id: String(entry["id"]),
        })),
      ),
      ...(typeof token === "string" && token !== ""
        ? [{ field: "webhooks.token", id: "config.json", value: token }]
        : []),
    ];
    const inEnvironment = written.filter(({ value }) => value.startsWith("env:"));
    if (inEnvironment.length > 0)
      return {
        check,
        level: "warning",
        message: `in the environment: ${inEnvironment.map(({ id, field }) => `${id} ${field}`).join(", ")}`,
        hint: "agents run as you and can read it there; prefer file:/path with mode 0600",
      };
    const plain = written.filter(({ value }) => !isReference(value) && !isHashed(value));
    return ok(check, `${plain.length} in place in ${HOOKS_NAME} and config.json, mode 0600`);
  } catch (error) {
    return failed(check, error, "settings_invalid");
  }
}
