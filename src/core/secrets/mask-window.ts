// Text in pieces in, the same text with secrets masked out: a secret that lies across two pieces is still found.

/** Masks a text that comes in pieces. */
export interface MaskWindow {
  /** Takes a piece; gives what can be shown already. */
  push(piece: string): string;
  /** Gives the whole lines that are held back, when nothing more came for a while. */
  idle(): string;
  /** Gives the rest. */
  end(): string;
}

/** What a mask window needs. */
export interface MaskWindowOptions {
  readonly mask: (text: string) => string;
  /** How many characters the longest secret has in any form that the mask knows. */
  readonly held: number;
  /** Text that came before and is not shown again; a secret that began in it is not shown from its middle. */
  readonly before?: string;
}

/** A masked form (escaped, encoded) may have this many times a secret's characters. */
const LONGEST_FORM = 6;
const SHORTEST_HELD = 64;

/** How much of a text has to be held back, so that none of these secrets is cut in two in any form. */
export function heldFor(secrets: readonly string[]): number {
  return LONGEST_FORM * Math.max(SHORTEST_HELD, ...secrets.map((secret) => secret.length));
}

/** Starts a mask window. */
export function createMaskWindow({ mask, held, before = "" }: MaskWindowOptions): MaskWindow {
  let context = before;
  let pending = "";

  /** Shows everything up to the last safe cut at or before `index`. */
  function showUpTo(index: number): string {
    let cut = index;
    while (cut > 0 && index - cut < held && !isSafeCut(cut)) cut -= 1;
    const shown = mask(pending.slice(0, cut));
    pending = pending.slice(cut);
    return shown;
  }

  /** Drops the rest of a secret that began before the text. */
  function dropBegun(): void {
    if (context === "") return;
    const most = Math.min(held, pending.length);
    let cut = 0;
    while (cut < most && !isSafeCut(cut)) cut += 1;
    pending = pending.slice(cut);
    context = "";
  }

  /** Safe: no secret lies across it, as the mask finds the same in both parts as in the whole. */
  function isSafeCut(index: number): boolean {
    const left = (context + pending.slice(0, index)).slice(-held);
    const right = pending.slice(index, index + held);
    return !isLowSurrogate(right.charCodeAt(0)) && mask(left + right) === mask(left) + mask(right);
  }

  return {
    push(piece) {
      pending += piece;
      if (pending.length <= 2 * held) return "";
      dropBegun();
      return showUpTo(pending.length - held);
    },
    idle() {
      dropBegun();
      return showUpTo(pending.lastIndexOf("\n") + 1);
    },
    end() {
      dropBegun();
      const rest = mask(pending);
      pending = "";
      return rest;
    },
  };
}

/** The second half of a character that takes two code units. */
function isLowSurrogate(code: number): boolean {
  return code >= 0xdc_00 && code <= 0xdf_ff;
}
