// Sends mail over SMTP with nodemailer.
import { createTransport } from 'nodemailer'
import type { Mail, Mailer, MailOutcome } from '../ports/mail.ts'

export type MailSettings = { url: string; from: string }

const CONNECT_MS = 10_000
const IDLE_MS = 20_000
const SEND_MS = 60_000

export function smtpMailer(settings: MailSettings): Mailer {
  const transport = createTransport({
    ...connectionOf(new URL(settings.url)),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: IDLE_MS,
    // What a mail says is text of ours: nothing in it may make the library read a file or fetch a URL.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  async function deliver(mail: Mail): Promise<MailOutcome> {
    const sent = transport.sendMail({
      from: settings.from,
      // An object, since a string is read as a list of addresses.
      to: { name: '', address: mail.to },
      subject: mail.subject,
      text: mail.text,
      messageId: `<${mail.id}@${domainOf(settings.from)}>`,
      headers: { 'auto-submitted': 'auto-generated' },
    })
    return await withTimeout(
      sent.then(() => ({ status: 'sent' }) as const),
      SEND_MS,
    )
  }
  return { send: (mail) => deliver(mail).catch(outcomeOf) }
}

/** A password is only sent over TLS, unless the address says `?requireTLS=false` or the server is on this machine. */
function connectionOf(url: URL) {
  const secure = url.protocol === 'smtps:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const asked = url.searchParams.get('requireTLS')
  const isHere = ['localhost', '127.0.0.1', '::1'].includes(host)
  return {
    host,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: !secure && (asked === null ? url.password !== '' && !isHere : asked === 'true'),
    ...(url.username !== '' && {
      auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    }),
  }
}

function domainOf(from: string): string {
  return /@([^@<>\s]+)>?\s*$/.exec(from)?.[1] ?? 'localhost'
}

/** Only codes: the texts of mail servers repeat addresses. */
function outcomeOf(error: unknown): MailOutcome {
  const { responseCode, code } = error as { responseCode?: unknown; code?: unknown }
  const reply = typeof responseCode === 'number' ? responseCode : undefined
  const shown = reply === undefined ? (typeof code === 'string' ? code : 'unknown') : String(reply)
  return { status: isFinal(code, reply) ? 'refused' : 'failed', code: shown }
}

/** The recipient or the mail itself was refused. What is wrong with TLS or the login, 530 to 539, can be repaired. */
function isFinal(code: unknown, reply = 0): boolean {
  if (code !== 'EENVELOPE' && code !== 'EMESSAGE') return false
  return reply >= 500 && reply < 600 && !(reply >= 530 && reply < 540)
}

async function withTimeout<T>(work: Promise<T>, ms: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' })), ms)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}
