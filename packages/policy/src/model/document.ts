// The types of a policy document: its Cedar text, its settings, and its own tests.
import type { JsonObject } from '@countersign/json'
import type { ContentCategory, Level, PolicyMode, Verdict } from '@countersign/terms'
import type { Declared, Target } from './facts.ts'

/** A named area of paths: what a glob of `include` matches and none of `exclude`. */
export type Zone = {
  include: readonly string[]
  exclude?: readonly string[]
}

/** Something that the detectors look for besides: see `context.content`. */
export type SoughtPattern = {
  category: ContentCategory
  /** In the syntax of RE2. */
  pattern: string
  /** `high` without. */
  severity?: Level
}

/** What the policies of a version take for granted; every member is optional. */
export type Settings = {
  /** IANA name; UTC without. */
  time_zone?: string
  zones?: Readonly<Record<string, Zone>>
  /** Groups of hosts: `api.example.com`, or `*.example.com` for everything below it. */
  hosts?: Readonly<Record<string, readonly string[]>>
  /** By name: what is found by one is of the kind `category.name`. */
  patterns?: Readonly<Record<string, SoughtPattern>>
  /** By policy id; what is not named is enforced. */
  modes?: Readonly<Record<string, PolicyMode>>
}

/** What a test takes as given besides the request; members left out are as for a new agent and an unregistered tool. */
export type Given = {
  agent?: {
    roles?: readonly string[]
    labels?: Readonly<Record<string, string>>
    owner?: string
  }
  tool?: { risk: Level; definition?: 'pinned' | 'changed' }
  /** An RFC 3339 time; 2026-01-05T12:00:00Z, a Monday, without. */
  time?: string
  calls?: {
    minute?: number
    agent_minute?: number
    repeated?: number
    paid_minute?: number
    same_payment?: number
  }
  session?: { calls?: number; seconds?: number; cost_usd?: number }
  run?: { calls?: number; seconds?: number; cost_usd?: number }
  taints?: readonly string[]
  /** How long ago the last of them was put. */
  exposure?: { seconds: number }
  /** A granted approval is being used. */
  approved?: boolean
  /** Who has approved: used as approved only if they are all that the policies want. Not beside `approved`. */
  approved_by?: readonly GivenApprover[]
}

/** One person who has approved. The same name counts once. */
export type GivenApprover = {
  name?: string
  groups?: readonly string[]
  /** How long the call had waited by then, such as `15m`; no time without. */
  after?: string
}

/** One example of what a version decides. */
export type PolicyTest = {
  name: string
  given?: Given
  /** As sent to POST /v1/gate; `environment` is `production` without. */
  request: {
    action?: string
    tool?: string
    arguments?: JsonObject
    target?: Target
    environment?: string
    declared?: Declared
  }
  expect: {
    verdict: Verdict
    /** Exactly these reason codes, in any order. */
    reasons?: readonly string[]
    /** These policies are among those that decided. */
    policies?: readonly string[]
    /** Exactly these clarifying questions, in any order. */
    questions?: readonly string[]
    sanitized_arguments?: JsonObject
  }
}

/** One version of an org's policies as it is written, stored and digested. */
export type PolicyDocument = {
  /** Cedar. */
  text: string
  settings?: Settings
  tests?: readonly PolicyTest[]
}

/** A policy document as it arrives: nobody has looked at the shape of its settings and tests. */
export type UncheckedDocument = {
  text: string
  settings?: JsonObject
  tests?: readonly JsonObject[]
}
