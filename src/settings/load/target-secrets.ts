// Which fields of a target are secrets.

import { TARGET_KINDS, type Target } from "../../core/settings/target.ts";
import { mapMarkedSecrets, markedSecrets, type MarkedSecret } from "./marked-secrets.ts";

/** Every secret that is written in a target. */
export function targetSecrets(target: Target): MarkedSecret[] {
  return markedSecrets(TARGET_KINDS[target.kind].fields, target);
}

/** The target with each of its secrets put through a function. */
export function mapTargetSecrets<Kept extends Target>(
  target: Kept,
  change: (secret: MarkedSecret) => string,
): Kept {
  return mapMarkedSecrets(TARGET_KINDS[target.kind].fields, target, change);
}
