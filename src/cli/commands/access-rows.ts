// The commands about who may use the admin API, by their words.

import type { CommandRow } from "./row.ts";

/** The browser and the tokens. */
export const ACCESS_ROWS: readonly CommandRow[] = [
  {
    words: "open",
    summary: "open the dashboard in the browser, by a one-time link",
    load: async () => (await import("./open.ts")).open,
  },
  {
    words: "mcp",
    summary: "an MCP server: an agent looks after hooks and deliveries",
    load: async () => (await import("./mcp.ts")).mcp,
  },
  {
    words: "token create",
    summary: "make a token that may do some things for some time",
    load: async () => (await import("./token/create.ts")).tokenCreate,
  },
  {
    words: "token list",
    summary: "list the tokens: what they may do, until when, last use",
    load: async () => (await import("./token/list.ts")).tokenList,
  },
  {
    words: "token revoke",
    summary: "end a token",
    load: async () => (await import("./token/revoke.ts")).tokenRevoke,
  },
];
