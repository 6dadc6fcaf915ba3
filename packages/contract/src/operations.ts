// The table of operations: every noun's, spread once. Routes, documents, clients and tools are derived from it.
import { agents } from './nouns/agents.ts'
import { decisions } from './nouns/decisions.ts'
import { environments } from './nouns/environments.ts'
import { keys } from './nouns/keys.ts'
import { log } from './nouns/log.ts'
import { org } from './nouns/org.ts'
import { policies } from './nouns/policies.ts'
import { receipts } from './nouns/receipts.ts'
import { tools } from './nouns/tools.ts'
import { verification } from './nouns/verify.ts'
import type { Operation, OutputOf, ParsedInputOf } from './wire/operation.ts'

/** Every operation of the API by name, in the order in which it is documented. */
export const operations = {
  ...decisions,
  ...verification,
  ...agents,
  ...keys,
  ...org,
  ...environments,
  ...policies,
  ...tools,
  ...receipts,
  ...log,
} as const

/** The table of operations, as a type. */
export type Operations = typeof operations

/** The name of an operation, such as `agents.create`. */
export type OperationName = keyof Operations

/** The operations as a list, in the order of the table. */
export const operationList: readonly Operation[] = Object.values(operations)

/** The input of an operation by name, after parsing. */
export type Input<Name extends OperationName> = ParsedInputOf<Operations[Name]>

/** The answer of an operation by name. */
export type Output<Name extends OperationName> = OutputOf<Operations[Name]>
