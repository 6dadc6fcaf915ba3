// The only reader of process.env.
import { readFileSync, statSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import { issueMessage } from '@countersign/contract'
import { nearest, parseApiKey } from '@countersign/terms'
import { z } from 'zod'

function wholeNumber(least: number, most: number, fallback: number) {
  const error = `must be a whole number from ${least} to ${most}`
  return z.coerce.number({ error }).int(error).min(least, error).max(most, error).default(fallback)
}

const httpUrl = z.url({
  protocol: /^https?$/,
  error: 'must be an http or https URL, such as `https://countersign.example.com`',
})

const MB = 1024 * 1024

const flag = z.enum(['true', 'false']).transform((word) => word === 'true')

const metricsToken = z.string().regex(/^\S{16,256}$/, 'must be 16 to 256 characters without spaces')

/** Every variable the service reads; `.env.example` lists the same ones. */
export const environmentSchema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  DATABASE_URL: z.string().min(1).optional(),
  DATABASE_URL_FILE: z.string().min(1).optional(),
  COUNTERSIGN_HOST: z.string().min(1).default('localhost'),
  COUNTERSIGN_PORT: wholeNumber(0, 65_535, 8700),
  COUNTERSIGN_PUBLIC_URL: httpUrl.optional(),
  COUNTERSIGN_DATA_DIR: z.string().min(1).default('./data'),
  COUNTERSIGN_MASTER_KEY: z.string().min(1).optional(),
  COUNTERSIGN_MASTER_KEY_FILE: z.string().min(1).optional(),
  COUNTERSIGN_PREVIOUS_MASTER_KEY: z.string().min(1).optional(),
  COUNTERSIGN_PREVIOUS_MASTER_KEY_FILE: z.string().min(1).optional(),
  COUNTERSIGN_INIT_ORG: z.string().min(1).max(200).default('default'),
  COUNTERSIGN_INIT_ADMIN_KEY: z.string().min(1).optional(),
  COUNTERSIGN_INIT_ADMIN_KEY_FILE: z.string().min(1).optional(),
  COUNTERSIGN_SIGNUP: z.enum(['open', 'invite', 'closed']).default('closed'),
  COUNTERSIGN_SMTP_URL: z.string().min(1).optional(),
  COUNTERSIGN_SMTP_URL_FILE: z.string().min(1).optional(),
  COUNTERSIGN_MAIL_FROM: z
    .string()
    .max(200)
    .regex(
      /^(?:[^<>\p{Cc}]+ <[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/u,
      'must be an address, or a name with <address>',
    )
    .optional(),
  COUNTERSIGN_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info'),
  COUNTERSIGN_METRICS_TOKEN: metricsToken.optional(),
  COUNTERSIGN_METRICS_TOKEN_FILE: z.string().min(1).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  COUNTERSIGN_TRUST_PROXY: flag.default(false),
  COUNTERSIGN_RATE_LIMIT_KEY: wholeNumber(1, 1_000_000_000, 1_000_000),
  COUNTERSIGN_RATE_LIMIT_ADDRESS: wholeNumber(1, 1_000_000_000, 600),
  COUNTERSIGN_QUOTA_KEY_MB_PER_DAY: wholeNumber(1, 1_000_000_000, 16_384),
  COUNTERSIGN_QUOTA_ORG_MB_PER_DAY: wholeNumber(1, 1_000_000_000, 65_536),
  COUNTERSIGN_BODIES_MB: wholeNumber(48, 1_000_000, 64),
  COUNTERSIGN_VERIFY_STRANGERS_MS: wholeNumber(1, 1000, 250),
  COUNTERSIGN_VERIFY_ORG_MS: wholeNumber(1, 1000, 250),
  COUNTERSIGN_VERIFY_SECONDS: wholeNumber(1, 600, 5),
  COUNTERSIGN_GATE_TTL_SECONDS: wholeNumber(1, 86_400, 900),
  COUNTERSIGN_APPROVAL_TTL_SECONDS: wholeNumber(1, 604_800, 3600),
  COUNTERSIGN_APPROVALS_PER_AGENT: wholeNumber(1, 1000, 50),
  COUNTERSIGN_APPROVALS_PER_ORG: wholeNumber(1, 10_000, 1000),
  COUNTERSIGN_WEBHOOK_ALLOW: z.string().max(10_000).default(''),
  COUNTERSIGN_WAITERS: wholeNumber(1, 50_000, 4000),
  COUNTERSIGN_BATCH_MAX: wholeNumber(1, 500, 128),
  COUNTERSIGN_QUEUE_MAX: wholeNumber(1, 100_000, 2048),
  COUNTERSIGN_COMMITTERS: wholeNumber(1, 64, 2),
  COUNTERSIGN_READERS: wholeNumber(1, 64, 8),
  COUNTERSIGN_STATEMENT_SECONDS: wholeNumber(1, 300, 5),
  COUNTERSIGN_POLICY_CHECK_SECONDS: wholeNumber(1, 300, 5),
})

export type Config = {
  production: boolean
  host: string
  port: number
  publicUrl: string | undefined
  dataDir: string
  databaseUrl: string | undefined
  masterKey: string | undefined
  /** Opens what was sealed before the master key was changed. */
  previousMasterKey: string | undefined
  init: { org: string; adminKey: string | undefined }
  /** Who may make an org: anybody, people with a link from the server's command line, or nobody. */
  signup: z.infer<typeof environmentSchema>['COUNTERSIGN_SIGNUP']
  /** Undefined: no mail is sent. */
  mail: { url: string; from: string } | undefined
  logLevel: z.infer<typeof environmentSchema>['COUNTERSIGN_LOG_LEVEL']
  /** Undefined where metrics are off. */
  metricsToken: string | undefined
  /** Undefined where traces are off. */
  tracesTo: string | undefined
  trustProxy: boolean
  rateLimit: { perKey: number; perAddress: number }
  /** Bytes from one midnight UTC to the next. */
  quotas: { keyBytes: number; orgBytes: number }
  bodiesBytesMax: number
  /** Milliseconds of verification a second, and of one request. */
  verification: { strangersMs: number; orgMs: number; requestMs: number }
  ttl: { gateMs: number; approvalMs: number }
  /** Approvals that may wait at once. */
  waitingMax: { ofAgent: number; ofOrg: number }
  /** Internal addresses, ranges and hosts that webhooks may be sent to. */
  webhookAllow: string
  /** Callers that may wait for a decision at once: in all, of one org, with one key. */
  waiters: { total: number; perOrg: number; perCaller: number }
  ledger: { batchMax: number; queueMax: number; committers: number; readers: number }
  statementMs: number
  policyCheckMs: number
}

export class ConfigError extends Error {}

/** Reads the environment; throws ConfigError with one line per variable that is wrong. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = environmentSchema.safeParse(present, { error: issueMessage })
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new ConfigError(`the environment is not usable:\n  ${[...new Set(lines)].join('\n  ')}`)
  }
  const e = parsed.data
  const mail = mailOf(
    secret(e.COUNTERSIGN_SMTP_URL, e.COUNTERSIGN_SMTP_URL_FILE, 'COUNTERSIGN_SMTP_URL'),
    e.COUNTERSIGN_MAIL_FROM,
  )
  if (e.COUNTERSIGN_SIGNUP === 'open' && mail === undefined) {
    throw new ConfigError(
      'COUNTERSIGN_SIGNUP: `open` sends mail to addresses: set COUNTERSIGN_SMTP_URL and COUNTERSIGN_MAIL_FROM',
    )
  }
  return {
    production: e.NODE_ENV === 'production',
    host: e.COUNTERSIGN_HOST,
    port: e.COUNTERSIGN_PORT,
    publicUrl: e.COUNTERSIGN_PUBLIC_URL?.replace(/\/+$/, ''),
    dataDir: isAbsolute(e.COUNTERSIGN_DATA_DIR) ? e.COUNTERSIGN_DATA_DIR : resolve(e.COUNTERSIGN_DATA_DIR),
    databaseUrl: databaseUrlOf(e),
    masterKey: secret(e.COUNTERSIGN_MASTER_KEY, e.COUNTERSIGN_MASTER_KEY_FILE, 'COUNTERSIGN_MASTER_KEY'),
    previousMasterKey: secret(
      e.COUNTERSIGN_PREVIOUS_MASTER_KEY,
      e.COUNTERSIGN_PREVIOUS_MASTER_KEY_FILE,
      'COUNTERSIGN_PREVIOUS_MASTER_KEY',
    ),
    init: {
      org: e.COUNTERSIGN_INIT_ORG,
      adminKey: adminKeyOf(e),
    },
    signup: e.COUNTERSIGN_SIGNUP,
    mail,
    logLevel: e.COUNTERSIGN_LOG_LEVEL,
    metricsToken: metricsTokenOf(e),
    tracesTo: e.OTEL_EXPORTER_OTLP_ENDPOINT,
    trustProxy: e.COUNTERSIGN_TRUST_PROXY,
    rateLimit: { perKey: e.COUNTERSIGN_RATE_LIMIT_KEY, perAddress: e.COUNTERSIGN_RATE_LIMIT_ADDRESS },
    quotas: {
      keyBytes: e.COUNTERSIGN_QUOTA_KEY_MB_PER_DAY * MB,
      orgBytes: e.COUNTERSIGN_QUOTA_ORG_MB_PER_DAY * MB,
    },
    bodiesBytesMax: e.COUNTERSIGN_BODIES_MB * MB,
    verification: {
      strangersMs: e.COUNTERSIGN_VERIFY_STRANGERS_MS,
      orgMs: e.COUNTERSIGN_VERIFY_ORG_MS,
      requestMs: e.COUNTERSIGN_VERIFY_SECONDS * 1000,
    },
    ttl: {
      gateMs: e.COUNTERSIGN_GATE_TTL_SECONDS * 1000,
      approvalMs: e.COUNTERSIGN_APPROVAL_TTL_SECONDS * 1000,
    },
    waitingMax: { ofAgent: e.COUNTERSIGN_APPROVALS_PER_AGENT, ofOrg: e.COUNTERSIGN_APPROVALS_PER_ORG },
    webhookAllow: e.COUNTERSIGN_WEBHOOK_ALLOW,
    waiters: waitersOf(e.COUNTERSIGN_WAITERS),
    ledger: {
      batchMax: e.COUNTERSIGN_BATCH_MAX,
      queueMax: e.COUNTERSIGN_QUEUE_MAX,
      committers: e.COUNTERSIGN_COMMITTERS,
      readers: e.COUNTERSIGN_READERS,
    },
    statementMs: e.COUNTERSIGN_STATEMENT_SECONDS * 1000,
    policyCheckMs: e.COUNTERSIGN_POLICY_CHECK_SECONDS * 1000,
  }
}

/** What the command line, the MCP server and docker compose read from the same shell. */
const OF_OTHERS = new Set([
  'COUNTERSIGN_API_KEY',
  'COUNTERSIGN_API_URL',
  'COUNTERSIGN_PUBLISH_PORT',
  'COUNTERSIGN_TIMEOUT_MS',
])

const PREFIX = 'COUNTERSIGN_'

/** What is wrong with names that look like settings and are not: a typing error must not pass for a setting. */
export function unknownSettings(env: NodeJS.ProcessEnv = process.env): string[] {
  const known = [...Object.keys(environmentSchema.shape), ...OF_OTHERS]
  return Object.keys(env).flatMap((name) => {
    const meant = known.includes(name) ? name : settingMeant(name, known)
    if (meant === name || (meant === undefined && !name.startsWith(PREFIX))) return []
    const advice = meant === undefined ? ': .env.example lists all settings' : `; did you mean \`${meant}\`?`
    return [`\`${name}\` is not a setting${advice}`]
  })
}

/** The prefix is compared apart from the rest: most wrong names have it, and some settings do not. */
function settingMeant(name: string, known: readonly string[]): string | undefined {
  if (!name.startsWith(PREFIX)) {
    return nearest(
      name,
      known.filter((other) => other.startsWith(PREFIX)),
    )
  }
  const byEnd = new Map(known.map((other) => [other.replace(PREFIX, ''), other]))
  const end = name.slice(PREFIX.length)
  return byEnd.get(end) ?? byEnd.get(nearest(end, [...byEnd.keys()]) ?? '')
}

/** Settings that name a file with a secret which every user of the machine may read. */
export function readableSecrets(env: NodeJS.ProcessEnv = process.env): string[] {
  if (process.platform === 'win32') return []
  return Object.keys(environmentSchema.shape).filter((name) => {
    const file = name.endsWith('_FILE') ? env[name] : undefined
    return file !== undefined && file !== '' && (statSync(file).mode & 0o004) !== 0
  })
}

/** An org may have half of the places, and a key half of those. */
function waitersOf(total: number): Config['waiters'] {
  const perOrg = Math.ceil(total / 2)
  return { total, perOrg, perCaller: Math.ceil(perOrg / 2) }
}

/** The key of a first admin names its org, so one that is wrong must stop the start before an org is made. */
function adminKeyOf(e: z.infer<typeof environmentSchema>): string | undefined {
  const name = 'COUNTERSIGN_INIT_ADMIN_KEY'
  const key = secret(e.COUNTERSIGN_INIT_ADMIN_KEY, e.COUNTERSIGN_INIT_ADMIN_KEY_FILE, name)
  if (key !== undefined && parseApiKey(key) === undefined)
    throw new ConfigError(`${name} is not a well-formed key: make one with \`npm run countersign -- keygen\``)
  return key
}

function databaseUrlOf(e: z.infer<typeof environmentSchema>): string | undefined {
  const url = secret(e.DATABASE_URL, e.DATABASE_URL_FILE, 'DATABASE_URL')
  if (url !== undefined && /^(?!postgres(ql)?:)[a-z0-9+.-]+:\/\//i.test(url))
    throw new ConfigError('DATABASE_URL: must begin with `postgres://` or `postgresql://`')
  return url
}

function metricsTokenOf(e: z.infer<typeof environmentSchema>): string | undefined {
  const name = 'COUNTERSIGN_METRICS_TOKEN'
  const token = secret(e.COUNTERSIGN_METRICS_TOKEN, e.COUNTERSIGN_METRICS_TOKEN_FILE, name)
  const parsed = metricsToken.optional().safeParse(token)
  // The message does not quote what the file holds.
  if (!parsed.success) throw new ConfigError(`${name}: ${parsed.error.issues[0]?.message}`)
  return token
}

function mailOf(url: string | undefined, from: string | undefined): Config['mail'] {
  if (url === undefined) return undefined
  if (!/^smtps?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new ConfigError('COUNTERSIGN_SMTP_URL: must begin with `smtp://` or `smtps://`')
  }
  if (from === undefined) throw new ConfigError('COUNTERSIGN_MAIL_FROM: set the address that mail comes from')
  return { url, from }
}

function secret(value: string | undefined, file: string | undefined, name: string): string | undefined {
  if (value !== undefined && file !== undefined) {
    throw new ConfigError(`${name} and ${name}_FILE are both set: keep one`)
  }
  if (file === undefined) return value
  try {
    refuseWritable(file, name)
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    if (error instanceof ConfigError) throw error
    throw new ConfigError(`${name}_FILE: cannot read \`${file}\`: ${(error as Error).message}`)
  }
}

/** Users who may write there choose the key, the database or the mail server of this service. */
function refuseWritable(file: string, name: string): void {
  if (process.platform === 'win32' || (statSync(file).mode & 0o002) === 0) return
  throw new ConfigError(`${name}_FILE: everybody may write to \`${file}\`: run \`chmod o-w ${file}\``)
}
