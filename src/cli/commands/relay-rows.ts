// The commands of a relay, by their words.

import type { CommandRow } from "./row.ts";

/** The public end on a server, and the keys of its daemons. */
export const RELAY_ROWS: readonly CommandRow[] = [
  {
    words: "relay init",
    summary: "write relay.json, the settings of a relay",
    load: async () => (await import("./relay/init.ts")).relayInit,
  },
  {
    words: "relay start",
    summary: "run a relay in the foreground: the public end for daemons elsewhere",
    load: async () => (await import("./relay/start.ts")).relayStart,
  },
  {
    words: "relay key add",
    summary: "make the key by which a daemon connects",
    load: async () => (await import("./relay/key-add.ts")).relayKeyAdd,
  },
  {
    words: "relay key list",
    summary: "list the keys: whose, until when, whether they were used",
    load: async () => (await import("./relay/key-list.ts")).relayKeyList,
  },
  {
    words: "relay key rotate",
    summary: "give a daemon a new key; the old one ends at once",
    load: async () => (await import("./relay/key-rotate.ts")).relayKeyRotate,
  },
  {
    words: "relay key reset",
    summary: "let another home use a daemon's key",
    load: async () => (await import("./relay/key-reset.ts")).relayKeyReset,
  },
  {
    words: "relay key revoke",
    summary: "end a daemon's key and its connection",
    load: async () => (await import("./relay/key-revoke.ts")).relayKeyRevoke,
  },
  {
    words: "relay list",
    summary: "list the daemons, their hooks and what waits for them",
    load: async () => (await import("./relay/list.ts")).relayList,
  },
  {
    words: "relay status",
    summary: "say whether the relay runs and how much waits",
    load: async () => (await import("./relay/status.ts")).relayStatus,
  },
  {
    words: "relay check",
    summary: "say what is wrong in relay.json",
    load: async () => (await import("./relay/check.ts")).relayCheck,
  },
];
