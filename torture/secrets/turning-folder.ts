// A folder whose name is turned into a link to another place and back, every few milliseconds, in a process of its own.

import { spawn } from "node:child_process";
import { once } from "node:events";

/** A folder that is being turned. */
export interface TurningFolder {
  /** Ends it; the folder is a folder again. Says how often it was turned. */
  stop(): Promise<{ readonly turns: number }>;
}

const TURN = `
  const { renameSync, symlinkSync, unlinkSync } = require("node:fs");
  const [site, outside] = process.argv.slice(1);
  let turns = 0;
  let isOver = false;
  process.on("SIGTERM", () => (isOver = true));
  const turn = () => {
    symlinkSync(outside, site + ".link");
    renameSync(site, site + ".aside");
    renameSync(site + ".link", site);
    turns += 1;
  };
  const back = () => {
    unlinkSync(site);
    renameSync(site + ".aside", site);
    if (!isOver) return setTimeout(turnAgain, Math.random() * 6);
    console.log(turns);
  };
  // A busy loop would take the machine from those whom it is to disturb.
  const turnAgain = () => {
    turn();
    setTimeout(back, Math.random() * 2);
  };
  turn();
  back();
`;

/** Starts to turn it. */
export function turnForAndBack(folder: string, outside: string): TurningFolder {
  const child = spawn(process.execPath, ["-e", TURN, folder, outside], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  const closed = once(child, "close");
  return {
    async stop() {
      child.kill("SIGTERM");
      await closed;
      return { turns: Number(printed) };
    },
  };
}
