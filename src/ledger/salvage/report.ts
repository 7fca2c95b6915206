/** Deliveries' numbers without a gap. */
export interface SequenceRange {
  readonly first: number;
  readonly last: number;
}

/** What a repair saved and what it could not. */
export interface RepairReport {
  readonly salvaged: {
    readonly deliveries: number;
    readonly bodies: number;
    readonly claims: number;
    readonly runs: number;
    readonly reports: number;
  };
  readonly lost: {
    /** `ids`: those that something else still names; `sequences`: all that are missing, as far as it is known. */
    readonly deliveries: {
      readonly count: number;
      readonly ids: readonly string[];
      readonly sequences: readonly SequenceRange[];
    };
    /** Altered or gone, of deliveries that are there. */
    readonly bodies: { readonly count: number; readonly ids: readonly string[] };
    /** Ended deliveries without a body: emptied by retention, or lost; nothing tells which. */
    readonly bodiless: number;
    /** Bodies of deliveries whose row is lost. */
    readonly orphanBodies: number;
    /** Of deliveries that are lost: a repeat counts as the first. */
    readonly claims: number;
    /** Rows that are there and damaged, by table. */
    readonly unreadableRows: Readonly<Record<string, number>>;
    readonly pages: number;
    readonly logFrames: number;
  };
  /** Whether rows may be older than the last that was written of them. */
  readonly statesInDoubt: boolean;
  /** Waiting deliveries that now wait for the owner. */
  readonly held: number;
  /** Waiting deliveries that cannot run: their body is lost. */
  readonly ended: number;
  /** Deliveries that ran. */
  readonly interrupted: number;
}
