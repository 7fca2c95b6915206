// The tunnels, as the running daemon has them.

import type { TunnelTest, TunnelView, WaitingLane } from "../../core/ports/tunnels-port.ts";
import type { SnakeKeys } from "../../core/wire/wire-keys.ts";
import type { AdminClient } from "../daemon/admin-client.ts";

/** One tunnel on the wire. */
export type WireTunnel = Omit<SnakeKeys<TunnelView>, "lanes"> & {
  readonly lanes: ReadonlyArray<SnakeKeys<WaitingLane>>;
};

/** All of them. @throws WakehookError `daemon_unreachable`. */
export async function readTunnels(admin: AdminClient): Promise<readonly WireTunnel[]> {
  const answer = (await admin.get("/tunnels")) as { tunnels: readonly WireTunnel[] };
  return answer.tunnels;
}

/** Connects now and asks for a sign. @throws WakehookError `daemon_unreachable`, `not_found`. */
export async function tryTunnel(admin: AdminClient, name: string): Promise<TunnelTest> {
  return (await admin.post(`/tunnels/${encodeURIComponent(name)}/test`, {})) as TunnelTest;
}
