// Where everything of a relay lies: one folder of the home.

import path from "node:path";

/** The files of one relay. */
export interface RelayPaths {
  readonly folder: string;
  readonly configFile: string;
  readonly keysFile: string;
  /** Taken by whoever changes the keys. */
  readonly keysLock: string;
  readonly database: string;
  /** How far the database has come; outside of it on purpose. */
  readonly watermarkFile: string;
  readonly logFile: string;
  /** Held by the relay as long as it lives. */
  readonly lock: string;
  /** Who holds the lock: pid, address. */
  readonly runningFile: string;
}

/** The paths of the relay of a home; nothing is touched. */
export function relayPaths(root: string): RelayPaths {
  const folder = path.join(root, "relay");
  const at = (name: string): string => path.join(folder, name);
  return {
    folder,
    configFile: at("relay.json"),
    keysFile: at("keys.json"),
    keysLock: at("keys.lock"),
    database: at("relay.db"),
    watermarkFile: at("relay.watermark"),
    logFile: at("relay.log"),
    lock: at("relay.lock"),
    runningFile: at("running.json"),
  };
}
