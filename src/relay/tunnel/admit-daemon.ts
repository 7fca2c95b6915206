// A request for the upgrade at /tunnel comes in. With a key in force it becomes a guest; else it is answered, and no
// WebSocket is spoken at all.

import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { LARGEST_FRAME_BYTES, TUNNEL_PATH, TUNNEL_PROTOCOL } from "../../core/tunnel/frames.ts";
import type { Log } from "../../core/ports/log-port.ts";
import { endWith, type UpgradeRequest, type Upgrades } from "../../http/upgrades.ts";
import { createRateLimit } from "../../ingress/checks/rate-limit.ts";
import type { Clock } from "../../system/clock.ts";
import { createWebSocketServer } from "../../websocket/serve.ts";
import type { DaemonKey } from "../../core/tunnel/daemon-key.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import type { Guest } from "./greet.ts";
import { createTunnelSocket } from "./tunnel-socket.ts";

/** What letting in needs. */
export interface AdmitDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly keys: Pick<KeyRing, "find" | "look">;
  readonly failuresPerMinute: () => number;
  readonly isStopping: () => boolean;
  /** The client's address; proxies are seen through. */
  readonly addressOf: (request: IncomingMessage) => string;
  readonly onGuest: (guest: Guest) => void;
}

const BEARER = /^Bearer ([A-Za-z0-9_.~+/-]{1,200})$/i;

/** Lets daemons in. */
export function admitDaemons(deps: AdmitDeps): Upgrades {
  const { clock, log, keys } = deps;
  const limit = createRateLimit(() => clock.monotonic());
  const agree = createWebSocketServer({
    protocol: TUNNEL_PROTOCOL,
    largestMessage: LARGEST_FRAME_BYTES,
  });

  async function findKey(token: string): Promise<DaemonKey | null> {
    if (token === "") return null;
    const known = keys.find(token);
    if (known !== null) return known;
    await keys.look();
    return keys.find(token);
  }

  async function take(upgrade: UpgradeRequest): Promise<void> {
    const { request, socket } = upgrade;
    const token = BEARER.exec(request.headers.authorization ?? "")?.[1] ?? "";
    const key = await findKey(token);
    if (key === null) return refuseKey(upgrade);
    if (!offersProtocol(request))
      return answer(socket, "400 Bad Request", `Sec-WebSocket-Protocol: ${TUNNEL_PROTOCOL}`);
    agree(upgrade, (opened) =>
      deps.onGuest({ key, token, socket: createTunnelSocket(clock, opened, socket as Socket) }),
    );
  }

  async function refuseKey({ request, socket }: UpgradeRequest): Promise<void> {
    const address = deps.addressOf(request);
    const over = await limit.refused(address, null, deps.failuresPerMinute());
    // Beyond its budget it fills no log, either.
    if (over === null) log.warn("a daemon's key was refused", { address });
    if (over === null) return answer(socket, "401 Unauthorized", "WWW-Authenticate: Bearer");
    answer(socket, "429 Too Many Requests", `Retry-After: ${over.retryAfterSeconds ?? 60}`);
  }

  return {
    isMeant: ({ url, method }) => method === "GET" && (url ?? "").split("?")[0] === TUNNEL_PATH,
    take(upgrade) {
      const { socket } = upgrade;
      // Until somebody listens, an error would end the process.
      socket.on("error", () => {});
      if (deps.isStopping()) return answer(socket, "503 Service Unavailable", "Retry-After: 10");
      void take(upgrade);
    },
  };
}

function offersProtocol({ headers }: IncomingMessage): boolean {
  const offered = headers["sec-websocket-protocol"] ?? "";
  return offered.split(",").some((each) => each.trim() === TUNNEL_PROTOCOL);
}

function answer(socket: UpgradeRequest["socket"], status: string, header: string): void {
  endWith(
    socket,
    `HTTP/1.1 ${status}\r\n${header}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}
