// Which hosts are this machine itself.

const OWN_MACHINE = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.*\.localhost)$/;

/** Tells whether the host of a URL, as `URL` writes it, is this machine: nothing sent there crosses a network. */
export function isOwnMachine(hostname: string): boolean {
  return OWN_MACHINE.test(hostname);
}
