// In: `expose` of config.json. Out: it as it can be used, with the `env:` or `file:` of its token resolved.

import type { Config } from "../../core/settings/config.ts";
import type { LoadedExpose } from "../../core/settings/expose.ts";
import type { Problem } from "../../core/settings/problem.ts";
import type { Environment } from "../../system/environment.ts";
import { printableExpose } from "../check/printable.ts";
import { CONFIG_NAME } from "../check/finding.ts";
import { resolveSecret } from "./secrets.ts";

/** Resolves it; does not throw. A token that cannot be had harms nothing else. */
export async function loadExpose(
  { expose }: Pick<Config, "expose">,
  environment: Environment,
): Promise<{ readonly expose: LoadedExpose | null; readonly problems: readonly Problem[] }> {
  if (expose === undefined) return { expose: null, problems: [] };
  const written = "token" in expose ? expose.token : undefined;
  const at = { file: CONFIG_NAME, field: "expose.token" } as const;
  const found = await resolveSecret(written, environment, at);
  const token = found.value?.trim() ?? null;
  const isMissing = written !== undefined && (token === null || token === "");
  return {
    expose: {
      expose: printableExpose(expose),
      token,
      problem: isMissing ? "expose.token cannot be had" : null,
    },
    // An error would keep the whole file from being used; the way in is not worth that.
    problems: found.problems.map((one): Problem =>
      Object.assign({}, one, { level: "warning" as const }),
    ),
  };
}
