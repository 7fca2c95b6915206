// The dialect of `wakehook relay`: where it is dialled, and what its ends mean.

import type { LoadedTunnel } from "../../core/settings/tunnel.ts";
import {
  CLOSE,
  LARGEST_FRAME_BYTES,
  TUNNEL_PATH,
  TUNNEL_PROTOCOL,
} from "../../core/tunnel/frames.ts";
import type { BoxKey } from "../../signing/parcel-seal.ts";
import type { DialectDeps } from "../dialect-deps.ts";
import type { Dialect, EndVerdict } from "../dialect.ts";
import { beginRelayTalk } from "./relay-talk.ts";

/** Creates the dialect of one tunnel of kind relay. */
export function createRelayDialect(deps: DialectDeps, { tunnel }: LoadedTunnel): Dialect {
  if (tunnel.kind !== "relay") throw new Error(`the tunnel ${tunnel.name} is not to a relay`);
  let own: BoxKey | null = null;
  return {
    notNow: () =>
      deps.settings().unread === undefined
        ? null
        : "webhooks.json cannot be read, so the relay cannot be told its hooks: wakehook hook check",
    async dial() {
      own = await deps.boxKey();
      return {
        url: `${tunnel.url.replace(/\/+$/, "")}${TUNNEL_PATH}`,
        headers: {
          authorization: `Bearer ${tunnel.key}`,
          "user-agent": `wakehook/${deps.version}`,
        },
        protocols: [TUNNEL_PROTOCOL],
        largestMessage: LARGEST_FRAME_BYTES,
      };
    },
    begin(line) {
      if (own === null) throw new Error("a connection that nobody has dialled");
      return beginRelayTalk({ ...deps, tunnel, own }, line);
    },
    judgeEnd(end) {
      if (end.kind === "refused" && end.status === 401)
        return slowly(
          "the relay does not know the key, or it was revoked; a new one there: wakehook relay key add NAME, and here: wakehook tunnel add",
        );
      return end.kind === "closed" ? judgeClose(end.code, end.reason) : null;
    },
  };
}

function judgeClose(code: number, reason: string): EndVerdict | null {
  const words = reason === "" ? "" : `: ${reason}`;
  if (code === CLOSE.notAllowed) {
    const hint = "; a new one there: wakehook relay key rotate NAME, and here: wakehook tunnel add";
    const isKeyOver = /revoked|expired/.test(reason);
    return slowly(`the relay refuses this daemon${words}${isKeyOver ? `${hint} --replace` : ""}`);
  }
  if (code === CLOSE.replaced)
    return slowly(
      "another daemon has connected with the same key and home; of a copied home only one may be connected",
    );
  if (code === CLOSE.protocol)
    return {
      detail: `this daemon and the relay do not understand each other${words}`,
      retry: "soon",
    };
  if (code === CLOSE.goingAway) return { detail: `the relay stops${words}`, retry: "soon" };
  return null;
}

function slowly(detail: string): EndVerdict {
  return { detail, retry: "slowly" };
}
