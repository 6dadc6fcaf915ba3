// Hashes and verifies: by the runtime's own crypto where it has ML-DSA.
import { nativeSuite } from '@countersign/native'
import type { Suite } from '@countersign/receipt'
import { nobleSuite } from '@countersign/receipt/noble'

export const suite: Suite = nativeSuite() ?? nobleSuite
