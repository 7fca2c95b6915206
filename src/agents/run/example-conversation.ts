// The memory of the example agent: one small file per conversation, the first words of each prompt.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";

/** A conversation is kept this long; older turns are forgotten. */
const MOST_TURNS = 100;

/**
 * The turns of a conversation, oldest first; where there can be none, why, in the words that Claude Code has for it.
 */
export function openConversation(asked: {
  readonly folder: string;
  readonly id: string;
  readonly isNew: boolean;
}): string[] | string {
  const turns = readTurns(fileOf(asked));
  if (asked.isNew) return turns === null ? [] : `Error: Session ID ${asked.id} is already in use.`;
  return turns ?? `No conversation found with session ID: ${asked.id}`;
}

/** Writes the turn down: a reader sees it whole or not at all. */
export function keepTurn(
  conversation: { readonly folder: string; readonly id: string; readonly turns: readonly string[] },
  words: string,
): void {
  const file = fileOf(conversation);
  const turns = [...conversation.turns, words].slice(-MOST_TURNS);
  mkdirSync(conversation.folder, { recursive: true, mode: 0o700 });
  const half = `${file}.${process.pid}`;
  writeFileSync(half, JSON.stringify(turns), { mode: 0o600 });
  renameSync(half, file);
}

function readTurns(file: string): string[] | null {
  try {
    const turns: unknown = JSON.parse(readFileSync(file, "utf8"));
    return Array.isArray(turns) ? turns.map(String) : null;
  } catch {
    return null;
  }
}

/** The id is a UUID: it leads to no other folder. */
function fileOf({ folder, id }: { readonly folder: string; readonly id: string }): string {
  return path.join(folder, `${id}.json`);
}
