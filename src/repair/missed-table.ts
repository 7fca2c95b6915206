// Who asks which sender what it could not deliver: one row per kind of `repair`.

import type { ListMissed } from "../core/ports/missed-port.ts";
import type { HookRepair } from "../core/settings/repair.ts";
import type { Ask } from "../outbound/ask-api.ts";
import type { Clock } from "../system/clock.ts";
import { createGithubMissed } from "./github/list-missed.ts";

/** What each is made with. */
export interface MissedOrder<Kind extends HookRepair> {
  readonly ask: Ask;
  readonly clock: Pick<Clock, "now">;
  readonly repair: Kind;
  readonly token: string;
  /** Where the hook's sender posts to; null: nobody knows. */
  readonly publicUrl: string | null;
}

/** One row per kind. */
export const MISSED: {
  readonly [Kind in HookRepair["kind"]]: (
    order: MissedOrder<Extract<HookRepair, { kind: Kind }>>,
  ) => ListMissed;
} = {
  github: ({ publicUrl, ...deps }) => createGithubMissed(deps, publicUrl),
};
