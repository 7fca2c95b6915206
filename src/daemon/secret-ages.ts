// In: the settings as they change. Out: since when each hook has its secret. Whatever changed one (a command, the API,
// a pairing, an editor, the file that a reference names), the next reading of the settings sees it.

import { toError } from "../core/records/errors.ts";
import type { HookId } from "../core/records/ids.ts";
import { secretMarks, secretsSetAt } from "../core/secrets/secret-marks.ts";
import type { SettingsSnapshot } from "../core/settings/settings.ts";
import type { Base } from "./base.ts";
import type { DaemonContext } from "./context.ts";

/** Begins to note secrets that are new; gives back how to ask for their ages. */
export function watchSecretAges(
  { closers }: Pick<DaemonContext, "closers">,
  { ledger, log, settings, markKey }: Pick<Base, "ledger" | "log" | "settings" | "markKey">,
): () => ReadonlyMap<HookId, number> {
  let ages: ReadonlyMap<HookId, number> = new Map();

  function note({ hooks }: SettingsSnapshot): void {
    const marks = secretMarks(hooks.values(), markKey);
    try {
      ledger.secretAges.note(marks);
      ages = secretsSetAt(ledger.secretAges.kept(), marks);
    } catch (thrown) {
      // Until the next change no age is known, which harms nothing; a wrong one might.
      ages = new Map();
      const error = toError(thrown).message;
      log.warn("since when secrets are in force was not written down", { error });
    }
  }

  note(settings.current());
  closers.add(settings.onChange(note));
  return () => ages;
}
