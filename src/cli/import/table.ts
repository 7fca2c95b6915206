// The programs whose definitions can be brought over: the one table of them.

import { translateEntourage } from "./entourage.ts";
import { translateOctipus } from "./octipus.ts";
import { translateOpenpr } from "./openpr.ts";
import { translateSygen } from "./sygen.ts";
import type { Translate } from "./translation.ts";

/** A program that wakehook knows the definitions of. */
export interface ForeignProgram {
  readonly title: string;
  /** What its file is, for people. */
  readonly file: string;
  readonly format: "json" | "toml";
  readonly translate: Translate;
}

/** By the word of `--from`. */
export const FOREIGN_PROGRAMS = {
  sygen: {
    title: "Sygen and ductor",
    file: "webhooks.json",
    format: "json",
    translate: translateSygen,
  },
  openpr: {
    title: "openpr-webhook",
    file: "config.toml",
    format: "toml",
    translate: translateOpenpr,
  },
  entourage: {
    title: "Entourage",
    file: "what GET /api/v1/webhooks/... answers, or POST takes",
    format: "json",
    translate: translateEntourage,
  },
  octipus: {
    title: "Octipus",
    file: "what GET /api/hooks answers, or POST takes",
    format: "json",
    translate: translateOctipus,
  },
} as const satisfies Record<string, ForeignProgram>;
