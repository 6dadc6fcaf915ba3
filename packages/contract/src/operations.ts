// The tables of the contract: operations and errors, every noun's spread once.
// Routes, documents, clients and tools are derived from them.
import { agentErrors, agents } from './nouns/agents.ts'
import { approvalErrors, approvals } from './nouns/approvals.ts'
import { decisions, gateErrors } from './nouns/decisions.ts'
import { environmentErrors, environments } from './nouns/environments.ts'
import { gates } from './nouns/gates.ts'
import { invitationErrors, invitations } from './nouns/invitations.ts'
import { keyErrors, keys } from './nouns/keys.ts'
import { log, logErrors } from './nouns/log.ts'
import { memberErrors, members } from './nouns/members.ts'
import { org, orgErrors } from './nouns/org.ts'
import { policies, policyErrors } from './nouns/policies.ts'
import { receiptErrors, receipts } from './nouns/receipts.ts'
import { scans } from './nouns/scans.ts'
import { toolErrors, tools } from './nouns/tools.ts'
import { verification, verifyErrors } from './nouns/verify.ts'
import { webhookErrors, webhooks } from './nouns/webhooks.ts'
import { type ErrorEntry, generalErrors } from './wire/errors.ts'
import type { AnswerOf, AnyOperation, OutputOf, ParsedInputOf } from './wire/operation.ts'

/** Every operation of the API by name, in the order in which it is documented. */
export const operations = {
  ...decisions,
  ...approvals,
  ...gates,
  ...scans,
  ...verification,
  ...agents,
  ...keys,
  ...org,
  ...environments,
  ...members,
  ...invitations,
  ...policies,
  ...tools,
  ...webhooks,
  ...receipts,
  ...log,
} as const

/** The error catalogue: code → status, what went wrong, and what to do next. */
export const errorCatalogue = {
  ...generalErrors,
  ...gateErrors,
  ...approvalErrors,
  ...verifyErrors,
  ...agentErrors,
  ...keyErrors,
  ...orgErrors,
  ...environmentErrors,
  ...memberErrors,
  ...invitationErrors,
  ...policyErrors,
  ...toolErrors,
  ...webhookErrors,
  ...receiptErrors,
  ...logErrors,
} as const

/** A code of the error catalogue. */
export type ErrorCode = keyof typeof errorCatalogue

/** The table of operations, as a type. */
export type Operations = typeof operations

/** The name of an operation, such as `agents.create`. */
export type OperationName = keyof Operations

/** One operation of the table; its errors are codes of the catalogue. */
export type Operation = AnyOperation<ErrorCode>

/** The operations as a list, in the order of the table. */
export const operationList: readonly Operation[] = Object.values(operations)

/** Every code of the catalogue, sorted. */
export const errorCodes: readonly ErrorCode[] = (Object.keys(errorCatalogue) as ErrorCode[]).sort()

/** The catalogue's entry for a code. */
export function errorEntry(code: ErrorCode): ErrorEntry {
  return errorCatalogue[code]
}

/** Whether a text from outside is a code of the catalogue. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCatalogue, text)
}

/** The input of an operation by name, after parsing. */
export type Input<Name extends OperationName> = ParsedInputOf<Operations[Name]>

/** The answer of an operation by name, as a caller gets it. */
export type Answer<Name extends OperationName> = AnswerOf<Operations[Name]>

/** What the handler of an operation answers, by name. */
export type Output<Name extends OperationName> = OutputOf<Operations[Name]>
