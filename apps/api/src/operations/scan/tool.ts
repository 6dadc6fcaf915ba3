// Scans one definition, and says how it compares with the pinned one.
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { currentConfig } from '../current.ts'
import { receiptRef } from '../recorded.ts'
import { knownNames, pinOf, scanned, scannedMembers, toolFinder } from './definitions.ts'
import { recordScans } from './record.ts'

export function scanTool(context: Context): Handler<'scan.tool'> {
  return async (call, { definition, tool }) => {
    const { caller } = call
    const config = await currentConfig(context, call)
    const scan = await scanned(context, caller.orgId, definition, { tool, known: knownNames(config, caller) })
    const pin = await pinOf(context, caller.orgId, toolFinder(config, caller)(scan.tool), scan, definition)
    const receipt = await recordScans(context, call, config, [scan])
    return { ...scannedMembers(scan, pin), receipt: receiptRef(receipt) }
  }
}
