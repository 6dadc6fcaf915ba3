// Imported first: WebAssembly runs too briefly in a test to pay for being compiled a second time, for speed.
import { setFlagsFromString } from 'node:v8'

/** The same for a process that a test starts. */
export const wasmFlag = '--wasm-tiering-budget=2000000000'

setFlagsFromString(wasmFlag)
