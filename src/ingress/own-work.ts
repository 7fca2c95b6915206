// In: a payload. Out: the run of wakehook's own that wrote it: an agent that answers itself is a loop.

import { authoredTexts } from "../core/admission/authored.ts";
import type { RunId } from "../core/records/ids.ts";
import type { LedgerPort } from "../core/ports/ledger-port.ts";
import { fingerprintOfPosted, readMark } from "../core/admission/mark.ts";
import type { Source } from "../core/events/source.ts";

/** What recognising needs from around it. */
export interface OwnWorkDeps {
  readonly markKey: Uint8Array;
  readonly ledger: Pick<LedgerPort, "postedBy" | "hasPosted">;
}

/** A request that was proven, as far as it matters here. */
export interface Written {
  readonly source: Pick<Source, "authored">;
  readonly payload: unknown;
  /** The payload's raw bytes: most bodies hold no mark, and are not looked through text by text. */
  readonly body: Uint8Array;
  /** Of the event. */
  readonly action: string | null;
}

/** Recognises wakehook's own work; null: somebody else wrote it. */
export type OwnWork = (written: Written) => RunId | null;

/** How every mark begins, in JSON as in a form. */
const MARK = "wakehook-run";

/**
 * Makes the recognising: by the mark that agents leave, and by the answer itself where the preset says which text the
 * event's author has just written. Texts of other presets are not fingerprinted: any of them may be somebody's quote.
 */
export function createOwnWork({ markKey, ledger }: OwnWorkDeps): OwnWork {
  return ({ source, payload, body, action }) => {
    const hasMark = Buffer.from(body.buffer, body.byteOffset, body.byteLength).includes(MARK);
    const mayBeAnswer = source.authored !== undefined && ledger.hasPosted();
    if (!hasMark && !mayBeAnswer) return null;
    for (const text of authoredTexts(source, payload, action)) {
      const marked = hasMark ? readMark(text, markKey) : null;
      if (marked !== null) return marked;
      if (!mayBeAnswer) continue;
      const fingerprint = fingerprintOfPosted(text);
      const posted = fingerprint === null ? null : ledger.postedBy(fingerprint);
      if (posted !== null) return posted;
    }
    return null;
  };
}
