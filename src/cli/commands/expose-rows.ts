// The commands about the way in from outside, by their words.

import type { CommandRow } from "./row.ts";

/** The three programs, and what is said of them. */
export const EXPOSE_ROWS: readonly CommandRow[] = [
  {
    words: "expose cloudflared",
    summary: "be reachable by Cloudflare Tunnel",
    load: async () => (await import("./expose/programs.ts")).exposeCloudflared,
  },
  {
    words: "expose tailscale",
    summary: "be reachable by Tailscale Funnel",
    load: async () => (await import("./expose/programs.ts")).exposeTailscale,
  },
  {
    words: "expose ngrok",
    summary: "be reachable by ngrok",
    load: async () => (await import("./expose/programs.ts")).exposeNgrok,
  },
  {
    words: "expose status",
    summary: "say how the way in from outside does",
    load: async () => (await import("./expose/status.ts")).exposeStatus,
  },
  {
    words: "expose off",
    summary: "end the way in from outside",
    load: async () => (await import("./expose/off.ts")).exposeOff,
  },
];
