// Written from docs/receipt-format.md alone, with other libraries and none of the package's code.
export { secondBundle } from './second/bundle.ts'
export { secondEvidence } from './second/evidence.ts'
export { readJson } from './second/shared.ts'
