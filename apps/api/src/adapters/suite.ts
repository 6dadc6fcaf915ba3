// Hashes and verifies: by the runtime's own crypto where it has ML-DSA.
import { bestSuite } from '@countersign/native'
import type { Suite } from '@countersign/receipt'

export const suite: Suite = await bestSuite()
