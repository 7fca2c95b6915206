// The contract of a bot that can be woken. In: a prompt in a file. Out: how far it got, and the bot's words.

import type { Config } from "../settings/config.ts";
import type { AckLevel } from "../records/conversation.ts";
import type { RunRequest } from "./mode-port.ts";
import type { TargetKind, TargetOf } from "../settings/target.ts";

/** What the other side has said of a handover, by its token. */
export interface Ack {
  readonly level: Extract<AckLevel, "accepted" | "taken" | "finished">;
  /** Its words; null: none. */
  readonly reply: string | null;
  /** With `taken`: words come later, and are waited for. */
  readonly replyFollows?: boolean | undefined;
}

/** Waiting for the other side's word. */
export interface AckLine {
  /** One-time; whoever has it may say how far this handover got, and nothing else. */
  readonly token: string;
  /** Where it is posted: `http://127.0.0.1:8743/api/v1/acks/<token>`. */
  readonly url: string;
  /** Resolves with the first word of at least this level; null where the signal was first. */
  wait(level: Ack["level"], signal: AbortSignal): Promise<Ack | null>;
  /** wakehook itself has seen how far it got. @throws WakehookError `storage_unavailable`. */
  note(level: AckLevel, reply: string | null, replyFollows?: boolean): void;
}

/** One handover. */
export interface WakeCall<Kind extends TargetKind = TargetKind> {
  readonly request: RunRequest;
  readonly config: Config;
  readonly target: TargetOf<Kind>;
  /** For its output; `runs/<run id>/<target>/`. */
  readonly folder: string;
  readonly promptFile: string;
  /** 1, 2, ...: the same prompt again, with the same key. */
  readonly attempt: number;
  /** The same at every attempt. */
  readonly key: string;
  readonly ack: AckLine;
  readonly signal: AbortSignal;
}

/** How far a handover got. */
export interface WakeAnswer {
  /** null: it could not even be handed over. */
  readonly level: AckLevel | null;
  /** The target's words; empty: none are known. */
  readonly answer: string;
  /** What was wrong, also beside an answer. */
  readonly fault?: string | undefined;
  /** true: handing it over again is of use. */
  readonly again?: boolean | undefined;
  readonly sessionId?: string | undefined;
  readonly costUsd?: number | undefined;
}

/** Hands a prompt over, and waits as long as its target allows. It does not throw for what can be expected. */
export type WakeTarget<Kind extends TargetKind = TargetKind> = (
  call: WakeCall<Kind>,
) => Promise<WakeAnswer>;
