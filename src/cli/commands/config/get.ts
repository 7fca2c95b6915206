import { WakehookError } from "../../../core/records/errors.ts";
import { Config } from "../../../core/settings/config.ts";
import { asWritten } from "../../../core/settings/schema-fields.ts";
import { readSettings } from "../../../settings/read.ts";
import { CONFIG_NAME } from "../../../settings/check/finding.ts";
import type { Command } from "../../command.ts";
import { getPath, splitPath } from "../../../core/settings/dotted-path.ts";
import { unknownSetting } from "../../settings/config-setting.ts";
import { printable } from "../../terminal/printable.ts";
import { errorsOf, problemWords } from "../../../settings/edit/refused-change.ts";

/** `wakehook config get`. */
export const configGet: Command = {
  args: [["[path]", "a dotted path, as webhooks.port; without it, everything"]],
  options: [["--reveal", "print the global token itself"]],
  details: "Prints what is in force: what is not written in config.json has its default.",
  examples: ["wakehook config get", "wakehook config get webhooks.port"],
  async run({ paths, environment, out }, input) {
    const settings = await readSettings(paths, environment);
    const wrong = errorsOf(settings.problems).filter(({ file }) => file === CONFIG_NAME);
    if (wrong.length > 0)
      throw new WakehookError("settings_invalid", wrong.map(problemWords).join("\n"), {
        hint: `mend it by hand: ${paths.configFile}`,
      });
    const reveal = input.flag("reveal") === true && settings.globalToken != null;
    const { config } = settings;
    const shown = reveal
      ? { ...config, webhooks: { ...config.webhooks, token: settings.globalToken } }
      : config;
    const path = input.arg(0);
    const keys = path === undefined ? [] : splitPath(path);
    const value = getPath(asWritten(Config, shown), keys);
    if (value === undefined && path !== undefined) throw unknownSetting(path, keys);
    out.result(value ?? null, () => [toText(value)]);
    if (reveal) out.notice("webhooks.token is shown as it is");
  },
};

function toText(value: unknown): string {
  return typeof value === "string" ? printable(value) : JSON.stringify(value, null, 2);
}
