// Ways in from outside, for an owner whose hooks no sender can reach yet.

import { toUrl, type Address } from "../settings/hook-url.ts";

/** One way: what is typed, and what comes of it. */
export interface PublicUrlWay {
  readonly words: string;
  readonly gives: string;
}

/** What stands above the ways. */
export const PUBLIC_URL_NEED = "Senders need a URL that reaches this machine. Ways to get one:";

/** The ways that lead to the hook listener. */
export function publicUrlWays(listener: Address): {
  readonly commands: readonly PublicUrlWay[];
  readonly otherwise: string;
} {
  const url = toUrl(listener);
  return {
    commands: [
      { words: "wakehook expose cloudflared", gives: "a URL at once; another at every start" },
      { words: "wakehook expose tailscale", gives: "https://<machine>.<tailnet>.ts.net" },
    ],
    otherwise: `a relay of your own, or a reverse proxy that passes /hooks/ on to ${url}`,
  };
}
