// The routes about tunnels: how they do, a try.

import type { TunnelView } from "../../core/ports/tunnels-port.ts";
import { snakeKeys } from "../../core/wire/wire-keys.ts";
import type { Answers } from "../answer.ts";
import type { AdminDeps } from "../deps.ts";
import type { Handlers } from "../handler.ts";

/** The handlers of the routes about tunnels. */
export function createTunnelHandlers(
  { tunnels }: Pick<AdminDeps, "tunnels">,
  answers: Answers,
): Handlers<"listTunnels" | "testTunnel"> {
  return {
    listTunnels() {
      return answers.json({ tunnels: tunnels.list().map(wireTunnel) });
    },
    async testTunnel({ id }) {
      return answers.json(await tunnels.test(id));
    },
  };
}

function wireTunnel({ lanes, ...tunnel }: TunnelView) {
  return { ...snakeKeys(tunnel), lanes: lanes.map((lane) => snakeKeys(lane)) };
}
