// Every command by its words. Only the one that is meant is loaded; help lists print from here.

import { ACCESS_ROWS } from "./access-rows.ts";
import { EXPOSE_ROWS } from "./expose-rows.ts";
import { OUTBOUND_ROWS } from "./outbound-rows.ts";
import { RECORD_ROWS } from "./record-rows.ts";
import { RELAY_ROWS } from "./relay-rows.ts";
import type { CommandRow } from "./row.ts";
import { TUNNEL_ROWS } from "./tunnel-rows.ts";

/** What each noun is, for help. */
export const NOUNS: Readonly<Record<string, string>> = {
  hook: "who may call, and what happens then",
  source: "the senders that wakehook knows",
  delivery: "accepted requests",
  gap: "times in which nothing could be received",
  run: "attempts to carry deliveries out",
  outbox: "what leaves wakehook",
  channel: "chats on your phone and elsewhere",
  tunnel: "connections outward by which events come in",
  terminal: "agent sessions that are open in a terminal",
  subscription: "who is told what happens",
  config: "settings of the daemon",
  token: "who else may use the admin API",
  expose: "be reachable from outside, by a program that you have",
  relay: "the public end on a server, for daemons elsewhere",
  "relay key": "who may fetch what comes for a daemon",
  service: "start the daemon with the machine",
};

/** Every command, in the order of `wakehook --help`. */
export const COMMANDS: readonly CommandRow[] = [
  {
    words: "init",
    summary: "make the home folder and its two settings files",
    load: async () => (await import("./init.ts")).init,
  },
  {
    words: "start",
    summary: "run the daemon in the foreground",
    load: async () => (await import("./start.ts")).start,
  },
  {
    words: "stop",
    summary: "ask the running daemon to stop",
    load: async () => (await import("./stop.ts")).stop,
  },
  {
    words: "hook add",
    summary: "add a hook and print what to paste where",
    load: async () => (await import("./hook/add.ts")).hookAdd,
  },
  {
    words: "hook list",
    summary: "list the hooks with their health and history",
    load: async () => (await import("./hook/list.ts")).hookList,
  },
  {
    words: "hook show",
    summary: "show one hook",
    load: async () => (await import("./hook/show.ts")).hookShow,
  },
  {
    words: "hook set",
    summary: "change fields of a hook",
    load: async () => (await import("./hook/set.ts")).hookSet,
  },
  {
    words: "hook enable",
    summary: "switch a hook on",
    load: async () => (await import("./hook/enable.ts")).hookEnable,
  },
  {
    words: "hook disable",
    summary: "switch a hook off",
    load: async () => (await import("./hook/enable.ts")).hookDisable,
  },
  {
    words: "hook remove",
    summary: "remove a hook",
    load: async () => (await import("./hook/remove.ts")).hookRemove,
  },
  {
    words: "hook rotate",
    summary: "give a hook a new secret; the old one is taken for a while",
    load: async () => (await import("./hook/rotate.ts")).hookRotate,
  },
  {
    words: "hook pair",
    summary: "take the secret that a sender hands over (Asana, Notion)",
    load: async () => (await import("./hook/pair.ts")).hookPair,
  },
  {
    words: "hook check",
    summary: "say what is wrong in webhooks.json",
    load: async () => (await import("./hook/check.ts")).hookCheck,
  },
  {
    words: "hook import",
    summary: "add the hooks of a file: of wakehook, or of another program",
    load: async () => (await import("./hook/import.ts")).hookImport,
  },
  {
    words: "source list",
    summary: "list the senders that wakehook knows",
    load: async () => (await import("./source/list.ts")).sourceList,
  },
  {
    words: "source show",
    summary: "show how a sender proves itself and how to set it up",
    load: async () => (await import("./source/show.ts")).sourceShow,
  },
  {
    words: "send",
    summary: "send a test event to a hook, through the running daemon",
    load: async () => (await import("./send.ts")).send,
  },
  {
    words: "tail",
    summary: "watch what arrives and runs",
    load: async () => (await import("./tail.ts")).tail,
  },
  {
    words: "chat",
    summary: "talk to an agent, read what hooks have said, answer what waits for you",
    load: async () => (await import("./chat.ts")).chat,
  },
  ...RECORD_ROWS,
  ...TUNNEL_ROWS,
  ...OUTBOUND_ROWS,
  ...ACCESS_ROWS,
  ...EXPOSE_ROWS,
  ...RELAY_ROWS,
  {
    words: "verify",
    summary: "say whether a request's signature is right, and which step refuses it",
    load: async () => (await import("./verify.ts")).verify,
  },
  {
    words: "config get",
    summary: "print settings",
    load: async () => (await import("./config/get.ts")).configGet,
  },
  {
    words: "config set",
    summary: "change one setting",
    load: async () => (await import("./config/set.ts")).configSet,
  },
  {
    words: "config check",
    summary: "say what is wrong in config.json",
    load: async () => (await import("./config/check.ts")).configCheck,
  },
  {
    words: "doctor",
    summary: "look for what keeps wakehook from working",
    load: async () => (await import("./doctor.ts")).doctor,
  },
  {
    words: "service install",
    summary: "start the daemon with the machine (systemd user unit, launchd)",
    load: async () => (await import("./service/install.ts")).serviceInstall,
  },
  {
    words: "service uninstall",
    summary: "stop starting the daemon with the machine",
    load: async () => (await import("./service/uninstall.ts")).serviceUninstall,
  },
  {
    words: "service status",
    summary: "say whether the service is installed and runs",
    load: async () => (await import("./service/status.ts")).serviceStatus,
  },
];
