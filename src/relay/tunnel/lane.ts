// What of one hook is on its way to its daemon, on one connection. Decides only; nothing is sent here.

/** A parcel that was sent and is not acknowledged. */
export interface InFlight {
  readonly number: number;
  /** Of the whole frame. */
  readonly bytes: number;
  /** What the daemon answered; null: nothing yet. */
  status: number | null;
}

/** One hook of a daemon, on one connection. */
export interface Lane {
  readonly hook: string;
  readonly inFlight: readonly InFlight[];
  /** The newest that was sent, or that need not be sent any more. */
  readonly sentUpTo: number;
  /** The newest that the daemon may have in hand. After `later` it has let go of all that is not in flight. */
  readonly inHandUpTo: number;
  /** The daemon asked for a break; nothing is sent. */
  readonly isPaused: boolean;
  /** Notes what is being sent. */
  sent(number: number, bytes: number): void;
  /** This one is not to be sent. */
  skip(number: number): void;
  /** Notes an answer. false: of a parcel that was not sent here. */
  answered(number: number, status: number): boolean;
  /** Everything up to this one is the daemon's. null: it was not sent, or is not awaited any more. */
  acknowledge(number: number): readonly InFlight[] | null;
  /** From this one on it is to be sent again. false: it was not sent. */
  pause(number: number): boolean;
  /** The break is over. */
  resume(): void;
  /** Tells whether the daemon must be told that what comes is the repetition; tells so once. */
  takeAgain(): boolean;
}

/** A lane on which nothing was sent. */
export function createLane(hook: string): Lane {
  let inFlight: InFlight[] = [];
  let ackedUpTo = 0;
  let sentUpTo = 0;
  /** The newest that ever was sent on this connection. */
  let newest = 0;
  let isPaused = false;
  let owesAgain = false;
  const find = (number: number): InFlight | undefined =>
    inFlight.find((parcel) => parcel.number === number);
  return {
    hook,
    get inFlight() {
      return inFlight;
    },
    get sentUpTo() {
      return sentUpTo;
    },
    get inHandUpTo() {
      return isPaused ? sentUpTo : newest;
    },
    get isPaused() {
      return isPaused;
    },
    sent(number, bytes) {
      inFlight.push({ number, bytes, status: null });
      sentUpTo = number;
      newest = Math.max(newest, number);
    },
    skip(number) {
      sentUpTo = number;
    },
    answered(number, status) {
      const parcel = find(number);
      if (parcel !== undefined) parcel.status = status;
      // One that is to be sent again may still be answered from the first time.
      return number <= newest;
    },
    acknowledge(number) {
      if (number <= ackedUpTo) return [];
      if (find(number) === undefined) return null;
      const done = inFlight.filter((parcel) => parcel.number <= number);
      inFlight = inFlight.filter((parcel) => parcel.number > number);
      ackedUpTo = number;
      return done;
    },
    pause(number) {
      if (find(number) === undefined) return false;
      inFlight = inFlight.filter((parcel) => parcel.number < number);
      sentUpTo = inFlight.at(-1)?.number ?? number - 1;
      isPaused = true;
      owesAgain = true;
      return true;
    },
    resume() {
      isPaused = false;
    },
    takeAgain() {
      const owed = owesAgain;
      owesAgain = false;
      return owed;
    },
  };
}
