// What the checks around one jump of the clock share.

import type { LiveChild } from "../../test/e2e/open-home.ts";
import type { SignedAnswer } from "../load/signed-post.ts";
import type { ShiftedHome } from "./shifted-home.ts";

/** Much more than any of it takes, milliseconds; a loaded machine is slow. */
export const SOON_MS = 20_000;

/** What was seen of one promise: in words where it was broken, else null. */
export type Broken = string | null;

/** One promise and what became of it. */
export interface Seen {
  readonly promised: string;
  readonly broken: Broken;
}

/** What every check works on. */
export interface Session {
  readonly shifted: ShiftedHome;
  readonly daemon: LiveChild;
  readonly jump: number;
  readonly post: (
    hookId: string,
    key: string,
    payload?: Record<string, unknown>,
  ) => Promise<SignedAnswer>;
}

/** Each does its part before the jump, and gives what is looked at after it. */
export type Prepared = () => Promise<Seen[]>;
