import type { Config } from "../../core/settings/config.ts";
import { allTargets, isChatTarget, LOCAL_TARGET, type Target } from "../../core/settings/target.ts";
import type { Input } from "../input.ts";

/** Where the words of a new hook would go: the targets of --to, else the owner's, else the local chat. */
export function targetsOfNewHook(input: Input, { targets, owner }: Config): Target[] {
  const typed = input.text("to")?.split(",");
  const names = typed?.map((name) => name.trim()) ?? (owner.length > 0 ? owner : [LOCAL_TARGET]);
  return allTargets(targets).filter(({ name }) => names.includes(name));
}

/** Tells whether an agent of wakehook's own takes the wakes of a new hook. */
export function isForChat(input: Input, config: Config): boolean {
  return targetsOfNewHook(input, config).some(isChatTarget);
}
