// What is handed on to the rest of the program holds no secret outside HookSecrets and globalToken.

import type { Config } from "../core/config.ts";
import type { Hook } from "../core/hook.ts";

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
  };
}

/** The configuration with `(secret)` in place of the global token where it is set. */
export function printableConfig(config: Config): Config {
  if (config.webhooks.token === undefined) return config;
  return { ...config, webhooks: { ...config.webhooks, token: HIDDEN } };
}
