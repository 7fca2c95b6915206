// `node bench/verify.ts`: the price of a verification beside the bare HMAC, alone.

import { measureVerify } from "./measure-verify.ts";

const { verifyMicros, bareMicros, ofBare } = measureVerify();
console.log(
  `verify ${verifyMicros.toFixed(1)} us, bare HMAC ${bareMicros.toFixed(1)} us, ratio ${ofBare.toFixed(2)}`,
);
