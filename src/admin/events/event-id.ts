// Ids of server-sent events: the daemon's start and a number, so that an id of an earlier daemon is known as such.

/** Writes and reads the ids of one daemon's life. */
export interface EventIds {
  /** The line of a server-sent event that holds its id. */
  line(number: number): string;
  /** The number in a Last-Event-ID; null where it is of another daemon, or none of ours. */
  numberOf(id: string): number | null;
}

/** Builds the ids of the daemon that started at this instant (epoch milliseconds). */
export function createEventIds(startedAt: number): EventIds {
  return {
    line: (number) => `id: ${startedAt}-${number}\n`,
    numberOf(id) {
      const [, start, number] = /^(\d{1,15})-(\d{1,15})$/.exec(id) ?? [];
      return start === String(startedAt) ? Number(number) : null;
    },
  };
}
