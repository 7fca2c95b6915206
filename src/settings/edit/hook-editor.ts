// What the admin API changes webhooks.json with: the same checks and the same lock as the commands.

import { WakehookError } from "../../core/records/errors.ts";
import type { EntryFields, HookEditorPort } from "../../core/ports/hook-editor-port.ts";
import { entryVersion } from "../../core/settings/entry-version.ts";
import { splitPath, withPath } from "../../core/settings/dotted-path.ts";
import { readSettings } from "../read.ts";
import { createHook } from "./create-hook.ts";
import { changeHook, readEntry, type Entry } from "./edit-hook.ts";
import { editedHook } from "./edited-hook.ts";
import { refuseFingerprints } from "./refuse-fingerprints.ts";
import { removeHook } from "./remove-hook.ts";
import { rotateSecret, type RotateDeps } from "./rotate-secret.ts";
import { withFingerprints } from "./written-secrets.ts";

/** Builds it. */
export function createHookEditor(deps: RotateDeps): HookEditorPort {
  return {
    entry: async (id) => withFingerprints(await readEntry(deps, id)),
    create: (fields) => createHook(deps, fields),
    async change(id, fields, version) {
      refuseForeign(id, fields);
      const { entry, problems } = await changeHook(deps, id, (before) => {
        if (version !== undefined) refuseOther(id, before, version);
        return merged(before, fields);
      });
      return { id, entry: withFingerprints(entry), problems };
    },
    async tried(id, fields) {
      refuseForeign(id, fields);
      const settings = await readSettings(deps.paths, deps.environment);
      return editedHook({ ...deps, settings }, merged(await readEntry(deps, id), fields));
    },
    remove: (id) => removeHook(deps.paths, id),
    rotate: (id, given) => rotateSecret(deps, id, given),
  };
}

function refuseOther(id: string, before: Entry, version: string): void {
  if (entryVersion(withFingerprints(before)) === version) return;
  throw new WakehookError("refused", `the hook ${id} was changed meanwhile`, {
    hint: "look at it as it is now, and decide anew",
  });
}

function refuseForeign(id: string, fields: EntryFields): void {
  refuseFingerprints(fields);
  const isOtherId = Object.keys(fields).some((name) => name.startsWith("id."));
  if (isOtherId || (fields["id"] !== undefined && fields["id"] !== id))
    throw new WakehookError("usage", "the id of a hook cannot be changed", {
      hint: "its URL hangs on it: add another hook, then remove this one",
    });
}

/** No field's own name has a dot: one with a dot is a path into a field. */
function merged(before: Entry, fields: EntryFields): Entry {
  return Object.entries(fields).reduce(
    (made, [name, value]) => withPath(made, splitPath(name), value ?? undefined),
    before,
  );
}
