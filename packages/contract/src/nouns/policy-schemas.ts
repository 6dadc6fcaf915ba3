// What documents of policies are, what is found in them, and what a version of them is.
import { POLICY_CHANGES, POLICY_MODES, VALUE_CHANGES } from '@countersign/terms'
import * as z from 'zod'
import { Digest, ReceiptRef } from '../wire/fields.ts'
import { KeyId } from '../wire/ids.ts'
import { JsonValueSchema } from '../wire/json.ts'
import { hashAt, receiptRef, sample, timeAt } from '../wire/samples.ts'
import { Time } from '../wire/time.ts'
import { PolicyEffect, Verdict } from './decision-schemas.ts'
import { PolicySettings, PolicyTest } from './policy-document.ts'

const POLICY_TESTS_MAX = 500

/** The members of a document. */
export const documentMembers = {
  text: z.string().min(1).max(262_144).meta({ description: 'Cedar policies, each with its own @id' }),
  settings: PolicySettings.optional(),
  tests: z.array(PolicyTest).max(POLICY_TESTS_MAX).optional().meta({
    description: 'Examples of what the policies decide; a version with a failing test is not published',
  }),
}

/** One version as it is written. */
export const PolicyDocumentBody = z
  .strictObject(documentMembers)
  .meta({ id: 'PolicyDocument', description: 'Cedar policies with their settings and tests' })

/** Something found in a document; an error keeps it from being published. */
export const PolicyProblem = z
  .object({
    severity: z.enum(['error', 'warning']).meta({ description: 'An error keeps it from being published' }),
    code: z.string().meta({ description: 'What it is, as a code; docs/policies/publishing.md lists them' }),
    message: z.string().meta({ description: 'What it is, in words' }),
    policy_id: z.string().optional().meta({ description: 'The `@id` of the policy' }),
    line: z.int().min(1).optional().meta({ description: 'Line in the text, from 1' }),
    column: z.int().min(1).optional().meta({ description: 'Column in that line, from 1' }),
    pointer: z.string().optional().meta({ description: 'A JSON pointer into settings or tests' }),
    test: z.string().optional().meta({ description: 'The name of the test' }),
  })
  .meta({ id: 'PolicyProblem', description: 'Something found in a document' })

/** What came of one of a document's tests. */
export const PolicyTestResult = z
  .object({
    name: z.string().meta({ description: 'The name of the test' }),
    passed: z.boolean().meta({ description: 'Whether all came out as expected' }),
    expected: Verdict,
    actual: Verdict,
    detail: z.string().optional().meta({ description: 'What differs, in words' }),
  })
  .meta({ id: 'PolicyTestResult' })

/** A policy of a version. */
export const PolicySummary = z
  .object({
    id: z.string().meta({ description: 'Its `@id`' }),
    effect: PolicyEffect.meta({ description: 'Whether it permits or forbids' }),
    mode: z.enum(POLICY_MODES).meta({ description: 'Whether it is enforced, in shadow mode or off' }),
    reason: z.string().optional().meta({ description: 'Its `@reason`' }),
  })
  .meta({ id: 'PolicySummary' })

/** What became of one policy. */
export const PolicyDiff = z
  .object({
    id: z.string().meta({ description: 'Its @id' }),
    change: z.enum(POLICY_CHANGES).meta({ description: 'What became of it' }),
    before: z.string().optional().meta({ description: 'Its text as it was' }),
    after: z.string().optional().meta({ description: 'Its text as it is' }),
  })
  .meta({ id: 'PolicyDiff' })

/** What became of one setting or test. */
export const ValueDiff = z
  .object({
    name: z.string().meta({ description: 'A JSON pointer into the settings, or the name of a test' }),
    change: z.enum(VALUE_CHANGES).meta({ description: 'What became of it' }),
    before: JsonValueSchema.optional().meta({ description: 'As it was' }),
    after: JsonValueSchema.optional().meta({ description: 'As it is' }),
  })
  .meta({ id: 'ValueDiff' })

/** What differs between two documents. */
export const DocumentDiff = z
  .object({
    same: z.boolean().meta({ description: 'Nothing differs, not even a comment' }),
    comments_only: z.boolean().meta({ description: 'Only comments or spaces of the text differ' }),
    policies: z.array(PolicyDiff).meta({ description: 'Policies that differ' }),
    settings: z.array(ValueDiff).meta({ description: 'Settings that differ' }),
    tests: z.array(ValueDiff).meta({ description: 'Tests that differ' }),
  })
  .meta({ id: 'DocumentDiff' })

const findings = {
  problems: z.array(PolicyProblem).meta({ description: 'Errors and warnings' }),
  tests: z.array(PolicyTestResult).meta({ description: 'What came of its tests' }),
  diff: DocumentDiff.meta({ description: 'What differs from the version that was live before' }),
}

/** What is found in a document; nothing is stored. */
export const PolicyChecked = z
  .object({
    ok: z.boolean().meta({ description: 'Whether it could be published' }),
    digest: Digest.meta({ description: 'The digest that it would have' }),
    policies: z.array(PolicySummary).meta({ description: 'Its policies' }),
    ...findings,
  })
  .meta({ id: 'PolicyChecked' })

const versionMembers = {
  version: z.int().min(1).meta({ description: 'Its number' }),
  digest: Digest.meta({ description: 'Its digest, which every receipt of a decision that it made contains' }),
  live: z.array(z.string()).meta({ description: 'Environments where it is live; `*` stands for all others' }),
  published_by: KeyId,
  published_at: Time.meta({ description: 'When it was published' }),
}

/** A version without its document. */
export const PolicyVersion = z.object(versionMembers).meta({ id: 'PolicyVersion' })

/** A version with its document. */
export const PolicyVersionFull = z
  .object({
    ...versionMembers,
    document: PolicyDocumentBody,
    policies: z.array(PolicySummary).meta({ description: 'Its policies' }),
  })
  .meta({ id: 'PolicyVersionFull' })

/** A version that has become live, what was found in it, and the receipt. */
export const PolicyPublished = z
  .object({
    ...versionMembers,
    environment: z
      .string()
      .meta({ description: 'Where it went live; `*` stands for all that have no version of their own' }),
    ...findings,
    receipt: ReceiptRef,
  })
  .meta({ id: 'PolicyPublished' })

/** A document, as an example. */
export const sampleDocument: z.input<typeof PolicyDocumentBody> = {
  text: '@id("reads") @reason("reading is allowed")\npermit (principal, action in Action::"call", resource)\nwhen { context.effect == "read" };\n',
}

/** Its policy. */
export const sampleSummary: z.input<typeof PolicySummary> = {
  id: 'reads',
  effect: 'permit',
  mode: 'enforce',
  reason: 'reading is allowed',
}

/** The version that it became. */
export const sampleVersion: z.input<typeof PolicyVersion> = {
  version: 7,
  digest: `sha256:${hashAt(7)}`,
  live: ['*'],
  published_by: sample.key,
  published_at: timeAt(7),
}

/** What was found in it. */
export const sampleFindings: Pick<z.input<typeof PolicyChecked>, 'problems' | 'tests' | 'diff'> = {
  problems: [],
  tests: [],
  diff: {
    same: false,
    comments_only: false,
    policies: [{ id: 'reads', change: 'added', after: sampleDocument.text.trimEnd() }],
    settings: [],
    tests: [],
  },
}

/** The answer to its publishing. */
export const samplePublished: z.input<typeof PolicyPublished> = {
  ...sampleVersion,
  environment: '*',
  ...sampleFindings,
  receipt: receiptRef('policy.published', 7),
}
