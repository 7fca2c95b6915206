import type { Config } from "../../core/settings/config.ts";
import type { Hook } from "../../core/settings/hook.ts";
import type { HookSecrets } from "../../core/settings/settings.ts";
import type { HomePaths } from "../../system/home.ts";
import type { Place } from "./finding.ts";

/** A hook, as the checks look at it. */
export interface CheckedHook {
  readonly place: Place;
  readonly hook: Hook;
  readonly secrets: HookSecrets;
  readonly config: Config;
  readonly paths: HomePaths;
}
