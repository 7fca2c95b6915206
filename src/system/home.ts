// Where everything lies below the home folder.

import path from "node:path";

/** The files and folders of one home. */
export interface HomePaths {
  readonly root: string;
  readonly hooksFile: string;
  readonly configFile: string;
  /** Taken by whoever changes one of the two settings files. */
  readonly settingsLock: string;
  readonly database: string;
  /** Highest position of the ledger that was ever acknowledged; outside the database on purpose. */
  readonly watermarkFile: string;
  readonly backupsFolder: string;
  readonly runsFolder: string;
  readonly tasksFolder: string;
  /** Git worktrees of runs; those that were changed stay. */
  readonly worktreesFolder: string;
  /** Conversations of the example agent; every other agent keeps its own. */
  readonly exampleFolder: string;
  /** Whether sessions that are open in terminals are idle, as their hook programs left it. */
  readonly terminalsFolder: string;
  /** Of the program that makes the hook listener reachable: its output, and what was written on its word. */
  readonly exposeFolder: string;
  readonly keysFolder: string;
  /** The key of the marks by which wakehook knows its own work. */
  readonly markKeyFile: string;
  /** The keys that seal the secrets of subscriptions. */
  readonly sealKeyFile: string;
  /** By this key relays know this home, and what waits there is sealed for it. */
  readonly tunnelKeyFile: string;
  readonly adminTokenFile: string;
  /** Named tokens of the admin API, as hashes. */
  readonly apiTokensFile: string;
  /** When the daemon was last alive, or was stopped. */
  readonly aliveFile: string;
  /** Held by the daemon as long as it lives. */
  readonly daemonLock: string;
  /** Who holds the lock: pid, start time, addresses. */
  readonly daemonFile: string;
  readonly logFile: string;
}

/** The paths below a home folder; nothing is touched. */
export function homePaths(root: string): HomePaths {
  const at = (name: string): string => path.join(root, name);
  return {
    root,
    hooksFile: at("webhooks.json"),
    configFile: at("config.json"),
    settingsLock: at("settings.lock"),
    database: at("wakehook.db"),
    watermarkFile: at("wakehook.watermark"),
    backupsFolder: at("backups"),
    runsFolder: at("runs"),
    tasksFolder: at("tasks"),
    worktreesFolder: at("worktrees"),
    exampleFolder: at("example-agent"),
    terminalsFolder: at("terminals"),
    exposeFolder: at("expose"),
    keysFolder: at("keys"),
    markKeyFile: at(path.join("keys", "mark.key")),
    sealKeyFile: at(path.join("keys", "subscriptions.key")),
    tunnelKeyFile: at(path.join("keys", "tunnel.key")),
    adminTokenFile: at("admin.token"),
    apiTokensFile: at("api-tokens.json"),
    aliveFile: at("daemon.alive"),
    daemonLock: at("daemon.lock"),
    daemonFile: at("daemon.json"),
    logFile: at("wakehook.log"),
  };
}
