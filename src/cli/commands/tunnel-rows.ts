// The commands about tunnels, by their words.

import type { CommandRow } from "./row.ts";

/** Connections outward, by which events come in. */
export const TUNNEL_ROWS: readonly CommandRow[] = [
  {
    words: "tunnel add",
    summary: "connect to a relay of yours, so that senders reach you without an open port",
    load: async () => (await import("./tunnel/add.ts")).tunnelAdd,
  },
  {
    words: "tunnel list",
    summary: "list the tunnels with how they do",
    load: async () => (await import("./tunnel/list.ts")).tunnelList,
  },
  {
    words: "tunnel test",
    summary: "connect at once, and ask the other end for a sign",
    load: async () => (await import("./tunnel/test.ts")).tunnelTest,
  },
  {
    words: "tunnel remove",
    summary: "remove a tunnel",
    load: async () => (await import("./tunnel/remove.ts")).tunnelRemove,
  },
];
