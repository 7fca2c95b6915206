// Makes what is dear once, and not before it is asked for: a daemon's start builds no schema of the admin API.

/** Calls `make` the first time only. */
export function lazy<Made extends object>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => (made ??= make());
}
