// A mail server for tests: keeps what arrives, and hands it out by address.
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { until } from './until.ts'

export type Mailbox = {
  /** What the service needs to send mail here. */
  env: Record<string, string>
  /** The text of the mails to an address, as they arrived. */
  to(address: string): string[]
  /** The headers of those mails. */
  heads(address: string): string[]
  /** The path of the first link in a mail to the address that holds this word; waits for it. */
  link(address: string, word: string): Promise<string>
  close(): Promise<void>
}

export async function startMailbox(): Promise<Mailbox> {
  const arrived: { to: string; head: string; text: string }[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const mail = Buffer.concat(chunks).toString()
        const [head, text] = [mail.slice(0, mail.indexOf('\r\n\r\n')), decoded(mail)]
        for (const { address } of envelope.rcptTo) arrived.push({ to: address, head, text })
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const { port } = server.server.address() as AddressInfo
  function to(address: string) {
    return arrived.filter((mail) => mail.to === address).map(({ text }) => text)
  }
  return {
    env: {
      COUNTERSIGN_SMTP_URL: `smtp://127.0.0.1:${port}`,
      COUNTERSIGN_MAIL_FROM: 'Countersign <service@countersign.example>',
    },
    to,
    heads: (address) => arrived.filter((mail) => mail.to === address).map(({ head }) => head),
    async link(address, word) {
      const pattern = new RegExp(`https?://[^/\\s]+(/${word}[^\\s]*)`)
      function find() {
        return to(address)
          .map((text) => pattern.exec(text)?.[1])
          .findLast((path) => path !== undefined)
      }
      await until(`a mail with ${word} to ${address}`, async () => find() !== undefined)
      return find() ?? ''
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

/** Quoted-printable text with its soft line breaks undone. */
function decoded(mail: string): string {
  const text = mail.slice(mail.indexOf('\r\n\r\n'))
  return text.replaceAll('=\r\n', '').replaceAll('=3D', '=')
}
