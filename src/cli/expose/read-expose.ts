// In: the running daemon. Out: how the way in from outside does.

import type { ExposeStatus } from "../../core/ports/expose-port.ts";
import type { SnakeKeys } from "../../core/wire/wire-keys.ts";
import type { AdminClient } from "../daemon/admin-client.ts";

/** As the wire has it. */
export type WireExpose = SnakeKeys<ExposeStatus>;

/** Asks the daemon. @throws WakehookError `daemon_unreachable`. */
export async function askExpose(admin: Pick<AdminClient, "get">): Promise<WireExpose> {
  return (await admin.get("/expose")) as WireExpose;
}
