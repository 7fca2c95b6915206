// Steps of a program come in; what a disk may hold of them after a power cut goes out.
//
// As strict as the rules allow: a write, a truncation or a new size is on the disk when a sync of the file that
// began after it has ended well; a name that came, went or changed is when the folder was synced so. What a failed
// sync was asked for never gets there, whatever a later one says. All else may be there or not, each
// sector of each write by itself, in whatever order.

import { FOLDER, type Step } from "./recording.ts";
import type { Random } from "./seeded-random.ts";

type Change = Extract<Step, { kind: "write" | "truncate" }>;
type Renaming = Extract<Step, { kind: "create" | "unlink" | "rename" }>;

/** Names and contents of the files that are there at the next start. */
export type Image = ReadonlyMap<string, Buffer>;

/** A disk to which a program does things. */
export interface Disk {
  apply(step: Step): void;
  /** As the program sees it. */
  seen(): Image;
  /** Nothing that was not synced. */
  synced(): Image;
  /** A random part of what was not synced. */
  someOf(random: Random): Image;
}

/** What a drive writes whole or not at all. */
const SECTOR_BYTES = 512;

interface Waiting<What> {
  readonly number: number;
  readonly what: What;
}

/** Things of one kind that happened, the older part of them on the disk. */
interface History<What> {
  waiting: Waiting<What>[];
  readonly settle: (what: What) => void;
}

interface Content {
  bytes: Buffer;
  length: number;
}

/** Creates an empty disk. */
export function createDisk(): Disk {
  const contents = new Map<number, Content>();
  const names = new Map<string, number>();
  const histories = new Map<number, History<Change>>();
  const folder: History<Renaming> = { waiting: [], settle: (what) => changeName(names, what) };
  const syncs = new Map<number, { readonly file: number; readonly upTo: number }>();
  let number = 0;

  function historyOf(file: number): History<Change> {
    const known = histories.get(file);
    if (known !== undefined) return known;
    const content: Content = { bytes: Buffer.alloc(0), length: 0 };
    contents.set(file, content);
    const made = { waiting: [], settle: (what: Change) => changeContent(content, what) };
    histories.set(file, made);
    return made;
  }

  function end(token: number, isWell: boolean): void {
    const sync = syncs.get(token);
    if (sync === undefined) return;
    syncs.delete(token);
    if (sync.file === FOLDER) settleUpTo(folder, sync.upTo, isWell);
    else settleUpTo(historyOf(sync.file), sync.upTo, isWell);
  }

  function image(pick: <What extends Step>(what: What) => readonly What[]): Image {
    const kept = new Map(names);
    for (const { what } of folder.waiting) for (const some of pick(what)) changeName(kept, some);
    return new Map(
      [...kept].map(([name, file]) => {
        const { waiting } = historyOf(file);
        const { bytes = Buffer.alloc(0), length = 0 } = contents.get(file) ?? {};
        const copy: Content = { bytes: Buffer.from(bytes.subarray(0, length)), length };
        for (const { what } of waiting) for (const some of pick(what)) changeContent(copy, some);
        return [name, copy.bytes.subarray(0, copy.length)];
      }),
    );
  }

  return {
    apply(step) {
      number += 1;
      if (step.kind === "write" || step.kind === "truncate")
        historyOf(step.file).waiting.push({ number, what: step });
      else if (step.kind === "create" || step.kind === "unlink" || step.kind === "rename")
        folder.waiting.push({ number, what: step });
      else if (step.kind === "sync begins")
        syncs.set(step.token, { file: step.file, upTo: number });
      else if (step.kind === "sync ended") end(step.token, step.isWell);
    },
    seen: () => image((what) => [what]),
    synced: () => image(() => []),
    someOf(random) {
      const share = random();
      return image((what) => {
        if (random() >= share) return [];
        return what.kind === "write" && random() < 0.2 ? sectorsOf(what, random) : [what];
      });
    },
  };
}

function settleUpTo<What>(history: History<What>, upTo: number, isWell: boolean): void {
  if (isWell)
    for (const { number, what } of history.waiting) if (number < upTo) history.settle(what);
  history.waiting = history.waiting.filter(({ number }) => number > upTo);
}

function changeName(names: Map<string, number>, change: Renaming): void {
  if (change.kind === "create") names.set(change.name, change.file);
  else if (change.kind === "unlink") names.delete(change.name);
  else {
    const file = names.get(change.from);
    if (file === undefined) return;
    names.delete(change.from);
    names.set(change.to, file);
  }
}

function changeContent(content: Content, change: Change): void {
  const end = change.kind === "write" ? change.at + change.data.length : change.bytes;
  if (end > content.bytes.length) {
    const larger = Buffer.alloc(end + content.bytes.length);
    content.bytes.copy(larger, 0, 0, content.length);
    content.bytes = larger;
  }
  if (change.kind === "write") {
    change.data.copy(content.bytes, change.at);
    content.length = Math.max(content.length, end);
  } else {
    // What is cut off is zeros should the file grow again.
    if (end < content.length) content.bytes.fill(0, end, content.length);
    content.length = end;
  }
}

/** Some of the sectors of a write that the cut tore. */
function sectorsOf<What extends Step>(what: What, random: Random): What[] {
  if (what.kind !== "write") return [what];
  const parts: What[] = [];
  for (let from = 0; from < what.data.length;) {
    const to = from + SECTOR_BYTES - ((what.at + from) % SECTOR_BYTES);
    if (random() < 0.5)
      parts.push({ ...what, at: what.at + from, data: what.data.subarray(from, to) });
    from = to;
  }
  return parts;
}
