import {
  agentsCreate,
  agentsGet,
  agentsList,
  agentsQuarantine,
  agentsResume,
  agentsRevoke,
  agentsSuspend,
} from './agents.ts'
import { check } from './check.ts'
import { complete, gate } from './gate.ts'
import { keysCreate, keysList, keysRevoke } from './keys.ts'
import { logCheckpoint, logConsistency, logKeys } from './log.ts'
import type { Operation } from './operation.ts'
import { orgGet, orgHalt, orgResume, orgUpdate } from './org.ts'
import {
  policiesCheck,
  policiesCompare,
  policiesGet,
  policiesList,
  policiesPromote,
  policiesPublish,
  policiesRollback,
} from './policies.ts'
import { receiptsCose, receiptsExport, receiptsGet, receiptsList } from './receipts.ts'
import { toolsCreate, toolsGet, toolsList, toolsRemove, toolsUpdate } from './tools.ts'
import { verify } from './verify.ts'

/** Every operation of the API by name, in the order in which it is documented. */
export const operations = {
  check,
  gate,
  complete,
  verify,
  'agents.create': agentsCreate,
  'agents.list': agentsList,
  'agents.get': agentsGet,
  'agents.suspend': agentsSuspend,
  'agents.resume': agentsResume,
  'agents.quarantine': agentsQuarantine,
  'agents.revoke': agentsRevoke,
  'keys.create': keysCreate,
  'keys.list': keysList,
  'keys.revoke': keysRevoke,
  'org.get': orgGet,
  'org.update': orgUpdate,
  'org.halt': orgHalt,
  'org.resume': orgResume,
  'policies.check': policiesCheck,
  'policies.publish': policiesPublish,
  'policies.list': policiesList,
  'policies.get': policiesGet,
  'policies.rollback': policiesRollback,
  'policies.promote': policiesPromote,
  'policies.compare': policiesCompare,
  'tools.create': toolsCreate,
  'tools.list': toolsList,
  'tools.get': toolsGet,
  'tools.update': toolsUpdate,
  'tools.remove': toolsRemove,
  'receipts.list': receiptsList,
  'receipts.get': receiptsGet,
  'receipts.cose': receiptsCose,
  'receipts.export': receiptsExport,
  'log.keys': logKeys,
  'log.checkpoint': logCheckpoint,
  'log.consistency': logConsistency,
} as const

/** The table of operations, as a type. */
export type Operations = typeof operations

/** The name of an operation, such as `agents.create`. */
export type OperationName = keyof Operations

/** The operations as a list, in the order of the table. */
export const operationList: readonly Operation[] = Object.values(operations)
