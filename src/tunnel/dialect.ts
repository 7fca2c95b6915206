// What one kind of other end speaks, apart from the connection: who keeps it up, waits and tells its health knows no
// frame, and who knows the frames keeps nothing up. A dialect is a folder beside this file and a line in table.ts.

import type { TunnelFacts, WaitingLane } from "../core/ports/tunnels-port.ts";
import type { PassageResult } from "../core/records/passage.ts";

/** How the connection is asked for. */
export interface Dial {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly protocols: readonly string[];
  readonly largestMessage: number;
}

/** An open connection, as a talk sees it. */
export interface Line {
  send(frame: string | Uint8Array): void;
  /** The other end has let us in; said again where something of it is otherwise now. */
  up(facts: TunnelFacts): void;
  /** How long the other end takes to answer, milliseconds: it has all that was sent before. null: it did not answer. */
  ping(): Promise<number | null>;
  /** Ends the connection; what it means is `judgeEnd`'s to say. */
  close(code: number, reason: string): void;
}

/** What came of telling a result: the other end has it, will never want it (why), or the connection ended first. */
export type Told =
  | { readonly kind: "noted" }
  | { readonly kind: "never"; readonly why: string }
  | { readonly kind: "gone" };

/** What is said on one connection. Nothing of it throws for what the other end may send. */
export interface Talk {
  text(frame: string): void;
  binary(frame: Uint8Array): void;
  settingsChanged(): void;
  /** Settles when the other end has it. Asked only while the line is up. */
  tell(result: PassageResult): Promise<Told>;
  /** Hooks whose events were put off. */
  lanes(): readonly WaitingLane[];
  /** Takes nothing new; settles when what was begun is answered. */
  drain(): Promise<void>;
  /** The connection is gone: nothing is sent any more, and what waits for an answer is settled. */
  gone(): void;
}

/** How a connection ended. */
export type LineEnd =
  /** The server answered the upgrade with another status than 101. */
  | { readonly kind: "refused"; readonly status: number }
  /** It was never open: the network, a certificate, a name. `code` as Node has it. */
  | { readonly kind: "unreachable"; readonly code: string; readonly message: string }
  /** No byte came for a minute. */
  | { readonly kind: "dead" }
  | { readonly kind: "closed"; readonly code: number; readonly reason: string };

/** What that means: words with what to do, and whether another try soon is of use. */
export interface EndVerdict {
  readonly detail: string;
  /** `slowly`: its owner must act first; minutes lie between tries. */
  readonly retry: "soon" | "slowly";
}

/** One tunnel of config.json, in the words of its kind. */
export interface Dialect {
  /** Why it is not to connect for now; null: it is. */
  notNow(): string | null;
  /** Asked before each connection. @throws WakehookError where something of our own is missing. */
  dial(): Promise<Dial>;
  /** Called on each open connection. */
  begin(line: Line): Talk;
  /** null: as for every kind. */
  judgeEnd(end: LineEnd): EndVerdict | null;
}
