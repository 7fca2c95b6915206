// Commands that change the owner's files on a disk that takes no more, or not all.

import { readdirSync, readFileSync } from "node:fs";
import type { DaemonHome } from "../../test/e2e/open-home.ts";
import type { Row, TortureContext } from "../part.ts";
import { call, fillDisk, openDiskHome } from "./disk-home.ts";
import type { FaultKind, FaultSwitch } from "./fault-switch.ts";

/** Large enough that its new text does not fit where a few kilobytes are left. */
const LARGE = "x".repeat(20_000);
const DISK_MIB = 4;
const KINDS: readonly FaultKind[] = [
  "a write fails (EIO)",
  "a write is cut short",
  "a write fails (ENOSPC)",
  "a sync fails (EIO)",
  "the file system is read-only",
];
/** The file itself, or all of the home. */
const TARGETS = ["webhooks.json", "/home/"] as const;

interface Tried {
  readonly failed: boolean;
  /** The old text or the whole new one, and the exit code says which. */
  readonly honest: boolean;
}

/** On a full disk, and with each fault of the file that is written. */
export async function commandRows(
  context: TortureContext,
  faults: FaultSwitch | null,
  { fills, kinds }: { readonly fills: number; readonly kinds: number },
): Promise<Row[]> {
  const home = await openDiskHome(context, DISK_MIB);
  const full: Tried[] = [];
  for (let fill = 0; fill < fills; fill += 1) {
    const free = Math.round((fill / Math.max(1, fills - 1)) * 12) * 4096;
    const makeRoom = fillDisk(home.paths.root, free);
    full.push(change(home, fill % 2 === 0, String(fill), []));
    makeRoom();
  }
  const rows = [rowOf("hook set and config set on a full disk", full)];
  if (faults === null) return rows;
  const failing = KINDS.slice(0, kinds).flatMap((kind, index) =>
    TARGETS.map((target, at) => {
      faults.set(kind, target);
      const tried = change(home, at === 0, `${index} ${target}`, faults.prefix);
      faults.set("none", "");
      return tried;
    }),
  );
  return [...rows, rowOf("hook set and config set, each kind of failing write", failing)];
}

function change(home: DaemonHome, isHook: boolean, name: string, prefix: readonly string[]): Tried {
  const file = isHook ? home.paths.hooksFile : home.paths.configFile;
  const before = readFileSync(file, "utf8");
  // Differs from what stands there: a change that changes nothing writes nothing.
  const value = isHook ? `${name} ${LARGE}` : `/nowhere/${name}`;
  const words = isHook
    ? ["hook", "set", "filtered", `title=${value}`]
    : ["config", "set", "agents.path", value];
  const { code, stderr } = call(home, words, prefix);
  const after = readFileSync(file, "utf8");
  const isLeft = readdirSync(home.paths.root).some((entry) => /\.json\..*new/.test(entry));
  const isWritten = after.includes(value);
  const isOld = after === before && stderr.trim() !== "" && !stderr.includes("    at ");
  return {
    failed: code !== 0,
    honest: !isLeft && (code === 0 ? isWritten && isJson(after) : isOld),
  };
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}

function rowOf(fault: string, tried: readonly Tried[]): Row {
  const failed = tried.filter((one) => one.failed).length;
  const damaged = tried.filter(({ honest }) => !honest).length;
  return {
    fault,
    times: tried.length,
    promised:
      "the whole new file and exit code 0, or the old one byte for byte, another code and words",
    seen: `${failed} refused, ${tried.length - failed} written; ${damaged} files damaged or codes wrong`,
    kept: damaged === 0 && failed > 0,
  };
}
