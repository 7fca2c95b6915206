// The routes about config.json: shown as it is in force, changed in its file.

import { Config } from "../../core/settings/config.ts";
import { asWritten } from "../../core/settings/schema-fields.ts";
import { wireProblem } from "../../core/wire/wire.ts";
import { refusal, type Answers } from "../answer.ts";
import type { AdminDeps } from "../deps.ts";
import type { Handlers } from "../handler.ts";

/** Their handlers. */
export function createConfigHandlers(
  deps: Pick<AdminDeps, "settings" | "configEditor" | "reload" | "log">,
  answers: Answers,
): Handlers<"showConfig" | "changeConfig"> {
  return {
    showConfig: () =>
      answers.json({
        config: asWritten(Config, deps.settings().config) as Record<string, unknown>,
      }),
    async changeConfig({ body: { fields = {}, add = {} } }) {
      const wrong = Object.entries(add).find(([, values]) => !Array.isArray(values));
      if (wrong !== undefined)
        return refusal("usage", `add.${wrong[0].slice(0, 80)} is no list of what is to be added`);
      const lists = add as Readonly<Record<string, readonly unknown[]>>;
      const { changed, problems } = await deps.configEditor({ fields, add: lists });
      await deps.reload();
      deps.log.info("config.json was changed through the admin API", { changed });
      return answers.json({ changed, problems: problems.map(wireProblem) });
    },
  };
}
