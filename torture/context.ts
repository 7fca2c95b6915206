// A part's context: folders and children that are gone after it, whatever happened.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { waitLonger } from "../test/e2e/event-watch.ts";
import type { Part, Row, Scale, TortureContext } from "./part.ts";

/** What a part brought. */
export interface PartResult {
  readonly part: Part;
  readonly rows: readonly Row[];
  readonly skipped: readonly string[];
  /** Whole seconds. */
  readonly seconds: number;
}

/** No promise is broken by a machine that is slow. */
const LONGEST_WAIT_MS = 60_000;

/** How to undo each part that is at work. */
const atWork = new Set<() => Promise<void>>();

/**
 * Runs one part and undoes all that it registered, the last first.
 *
 * @param say - Where progress goes.
 * @throws What the part threw, or what could not be undone: something was left behind.
 */
export async function runPart(
  part: Part,
  scale: Scale,
  say: (line: string) => void,
): Promise<PartResult> {
  const skipped: string[] = [];
  const { after, undoAll } = createUndoList();
  const context: TortureContext = {
    scale,
    folder: async () => {
      const folder = await mkdtemp(path.join(tmpdir(), `wakehook-torture-${part.name}-`));
      after(() => rm(folder, { recursive: true, force: true }));
      return folder;
    },
    after,
    say,
    skip: (what, why) => {
      skipped.push(`${what}: ${why}`);
      say(`NOT TRIED ${what}: ${why}`);
    },
  };
  waitLonger(LONGEST_WAIT_MS);
  const started = performance.now();
  atWork.add(undoAll);
  const end = async (): Promise<void> => {
    atWork.delete(undoAll);
    await undoAll();
  };
  const rows = await part.run(context).catch(async (thrown: unknown) => {
    // What cannot be undone is mostly the consequence, and must not hide the cause.
    await end().catch((fault: unknown) => say(`NOT UNDONE ${String(fault)}`));
    throw thrown;
  });
  const seconds = Math.round((performance.now() - started) / 1000);
  await end().catch((fault: unknown) => {
    for (const { fault: what, seen } of rows.filter(({ kept }) => !kept))
      say(`BROKEN ${what}: ${seen}`);
    throw fault;
  });
  return { part, rows, skipped, seconds };
}

/** Undoes what the parts at work have done so far: for a run that is broken off. */
export async function undoPartsAtWork(): Promise<void> {
  await Promise.allSettled([...atWork].map((undoAll) => undoAll()));
}

interface UndoList {
  readonly after: TortureContext["after"];
  readonly undoAll: () => Promise<void>;
}

function createUndoList(): UndoList {
  const undo: (() => unknown)[] = [];
  const faults: unknown[] = [];
  let isOver = false;

  async function undoOne(work: () => unknown): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      faults.push(thrown);
    }
  }

  return {
    after(work) {
      // A part that was broken off may still be on its way: what it does from here on is undone at once.
      if (isOver) void undoOne(work);
      else undo.push(work);
    },
    async undoAll() {
      isOver = true;
      for (let work = undo.pop(); work !== undefined; work = undo.pop()) await undoOne(work);
      const [fault] = faults.splice(0);
      if (fault !== undefined) throw fault;
    },
  };
}
