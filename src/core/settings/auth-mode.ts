import type { Hook } from "./hook.ts";

/** How a hook's senders prove themselves. */
export type AuthMode = NonNullable<Hook["authMode"]>;

/** The hook's way, or that of its source where it says nothing. */
export function authModeOf(hook: Pick<Hook, "authMode" | "source" | "verify">): AuthMode {
  if (hook.authMode !== undefined) return hook.authMode;
  return hook.source === "generic" && hook.verify === undefined ? "bearer" : "source";
}
