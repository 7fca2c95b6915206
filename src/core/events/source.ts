// What a sender preset says about its sender, as data.

import type { ValueSource, VerifierDescription } from "../settings/verifier.ts";

/** How a request of the sender looks when it is no event but a question: answered, never run. */
export interface HandshakeRule {
  /** For people: `ping`. */
  readonly name: string;
  readonly method: "GET" | "HEAD" | "OPTIONS" | "POST";
  /** true: the signature is checked first. */
  readonly authenticated: boolean;
  /** All must hold. `present: true` asks for any value, `present: false` for none. */
  readonly when: ReadonlyArray<{
    readonly value: ValueSource;
    readonly equals?: string | number | boolean;
    readonly present?: boolean;
  }>;
  /** true: asked however long ago it was signed; the answer repeats what was signed and nothing else. */
  readonly anyTime?: true;
  /** What the owner is told of it, where it fits the pattern: an address to open. */
  readonly tell?: { readonly value: ValueSource; readonly pattern: RegExp };
  /** The answer's HTTP status. */
  readonly status: number;
  /** Absent: an empty body. */
  readonly body?:
    | { readonly text: string }
    | { readonly json: Readonly<Record<string, unknown>> }
    | { readonly echo: ValueSource; readonly as: "text" | "json"; readonly key?: string };
}

/** A question whose answer takes a secret of the hook: only who holds it may answer, or be answered. */
export interface ChallengeRule {
  /** For people: `crc`. */
  readonly name: string;
  readonly method: "GET" | "POST";
  /** true: the signature is checked first. */
  readonly authenticated: boolean;
  readonly when: HandshakeRule["when"];
  /** Must equal the hook's verify token. */
  readonly verifyToken?: ValueSource;
  /** What is asked; at most 256 of `A-Z a-z 0-9 _ - = .`, so that no answer can serve as the signature of a body. */
  readonly question: ValueSource;
  /** `text`: the question itself. `hmac`: HMAC-SHA256 of the question by the hook's secret, in JSON under `key`. */
  readonly answer:
    | { readonly as: "text" }
    | {
        readonly as: "hmac";
        readonly encoding: "hex" | "base64";
        readonly prefix?: string;
        readonly key: string;
        /** Repeats the question under this key. */
        readonly questionKey?: string;
      };
  readonly status: number;
}

/** A set-up request that hands over the secret; taken only while the owner's pairing window is open and the hook has none. */
export interface PairingRule {
  /** Where the secret stands. */
  readonly secret: ValueSource;
  readonly status: number;
  /** A header that must be sent back with the same value. */
  readonly echoHeader?: string;
  /** true: outside the window a hook without a secret answers with the status all the same, and keeps nothing. */
  readonly answersAlways?: true;
}

/** An event that is more than its name says: known by a field of the payload that is true. */
export interface EventRefinement {
  /** As the sender says it: `pull_request.closed`. Patterns for it still match. */
  readonly event: string;
  /** Path of the field in the payload: `pull_request.merged`. */
  readonly field: string;
  /** Takes the place of the action: `merged`. */
  readonly action: string;
}

/** Where the words of an event's author stand. */
export interface AuthoredText {
  /** `comment.body`; `commits.*.message` for several. */
  readonly path: string;
  /** Only for these actions: an issue that is labelled brings its old text along. Absent: for all. */
  readonly actions?: readonly string[];
}

/** How a sender is told of its task, by calls of its own MCP server. */
export interface SuggestedReport {
  readonly on: ReadonlyArray<"start" | "success" | "failure">;
  readonly tool: string;
  /** Texts are templates. */
  readonly arguments: Readonly<Record<string, string>>;
}

/** What `hook add` writes where the owner says nothing. */
export interface Suggestion {
  readonly events?: readonly string[];
  /** A condition. */
  readonly when?: string;
  readonly prompt?: string;
  /** Written only with the address of the sender's MCP server. */
  readonly reports?: readonly SuggestedReport[];
}

/** A sender preset: one file of `src/sources`, one row of its table. */
export interface Source {
  /** As written in webhooks.json: `github`. */
  readonly name: string;
  /** Other names that mean the same. */
  readonly aliases?: readonly string[];
  readonly title: string;
  /** Absent: the hook's own bearer or HMAC options decide. */
  readonly verifier?: VerifierDescription;
  /** Media types that arrive, lower case, without parameters; `+json` stands for any such suffix. */
  readonly contentTypes: readonly string[];
  /** JSON shapes that arrive; `form_payload`: a form whose field `payload` is JSON. */
  readonly bodyShapes: ReadonlyArray<"object" | "array" | "form_payload" | "form">;
  /** Raises max_body_bytes. */
  readonly maxBodyBytes?: number;
  /** Where the event's name and action stand; the first that is there counts. */
  readonly event: readonly ValueSource[];
  readonly action?: ValueSource;
  /** Names of a closed list make a pattern that can never match an error; absent: any name may come. */
  readonly knownEvents?: readonly string[];
  /** Actions of known events. Senders add new ones, so only a near miss of one is an error; an empty list: the event has none. */
  readonly knownActions?: Readonly<Record<string, readonly string[]>>;
  readonly refinements?: readonly EventRefinement[];
  /** Where the sender's delivery id stands; the first that is there counts. */
  readonly deliveryId: readonly ValueSource[];
  /** true: the id is part of what is signed. */
  readonly deliveryIdSigned: boolean;
  /** Where neither id nor time is signed: equal signed bytes within this time are one delivery. Seconds. */
  readonly digestSeconds?: number;
  /** true: the sender has a Redeliver button; a repeat after an `error:` is a new attempt. */
  readonly redelivers: boolean;
  /** Templates of what a delivery is about; the first that renders whole counts. */
  readonly entity: readonly string[];
  /** Short names for placeholders: `issue_title` -> `issue.title`. */
  readonly names?: Readonly<Record<string, string>>;
  /** Short names for `trust`: who wrote what the event brings; the first path that is there counts. */
  readonly authors?: Readonly<Record<string, readonly string[]>>;
  /** Paths of labels that may say how urgent a delivery is. */
  readonly labels?: readonly string[];
  /**
   * Where the text stands that the event's author has just written; the first path that is there counts, of
   * those whose `actions` fit. Absent: every text of the payload. An empty list: events bring no text of their own.
   */
  readonly authored?: readonly AuthoredText[];
  /** HTTP status that means success to this sender. */
  readonly successStatus: number;
  /** true: the sender would read a body as an answer of its own kind, so success has none. */
  readonly emptyAnswer?: true;
  readonly handshakes: readonly HandshakeRule[];
  /** Looked at after the handshakes. */
  readonly challenges?: readonly ChallengeRule[];
  readonly pairing?: PairingRule;
  /** Origins that may send: OPTIONS is answered as the CloudEvents webhook specification says, for these and the hook's `allowed_origins`. */
  readonly allowedOrigins?: readonly string[];
  /** Who makes the secret; absent: wakehook does, and the owner gives it to the sender. `sender`: the sender shows it. */
  readonly secretFrom?: "wakehook" | "sender";
  /** true: built from the sender's documentation; no signed request of the sender itself was at hand to prove it. */
  readonly unproved?: true;
  /** true: the URL is signed, so the hook needs `public_url`. */
  readonly signsUrl?: boolean;
  readonly suggests?: Suggestion;
  /** Lines for `hook add`; `{url}` and `{secret}` are filled in. */
  readonly setup: readonly string[];
  /** true: the sender's text may be written by strangers. */
  readonly strangersWrite: boolean;
}
