// Everything that left the daemon's process, gathered under the name of the place where it was found.

import { lstatSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { spellingsOf, type Canary } from "./canaries.ts";

/** What was gathered. */
export interface Evidence {
  add(place: string, content: string | Uint8Array): void;
  /** Every file below a folder, under the place that its path belongs to; null leaves it out. */
  addTree(folder: string, placeOf: (relative: string) => string | null): void;
  /** The places in which a secret stands in any spelling. */
  placesOf(canary: Canary): string[];
  readonly places: number;
  readonly bytes: number;
}

/** Opens an empty collection. */
export function createEvidence(): Evidence {
  const found: Array<{ readonly place: string; readonly bytes: Buffer }> = [];
  const add = (place: string, content: string | Uint8Array): void => {
    found.push({ place, bytes: Buffer.from(content) });
  };
  return {
    add,
    addTree(folder, placeOf) {
      for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
        const file = path.join(folder, name);
        const place = placeOf(name);
        if (place === null) continue;
        add(`${place} (name)`, name);
        if (lstatSync(file).isFile()) add(place, readFileSync(file));
      }
    },
    placesOf({ value }) {
      const spellings = spellingsOf(value).map((spelling) => Buffer.from(spelling, "latin1"));
      const places = found
        .filter(({ bytes }) => spellings.some((spelling) => bytes.includes(spelling)))
        .map(({ place }) => place);
      return [...new Set(places)];
    },
    get places() {
      return new Set(found.map(({ place }) => place)).size;
    },
    get bytes() {
      return found.reduce((sum, { bytes }) => sum + bytes.length, 0);
    },
  };
}

/** The places where a secret must not be. */
export function strayPlaces(canary: Canary, places: readonly string[]): string[] {
  return places.filter(
    (place) =>
      !canary.mayBe.some((allowed) =>
        allowed.endsWith("*") ? place.startsWith(allowed.slice(0, -1)) : place === allowed,
      ),
  );
}
