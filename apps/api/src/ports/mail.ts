// How the service sends mail; undefined in the context where no mail server is set.

export type Mail = {
  /** Names the mail: sent again, it carries the same Message-ID, so that a reader sees one. */
  id: string
  /** One address. */
  to: string
  subject: string
  text: string
}

export type MailOutcome =
  | { status: 'sent' }
  /** The server will not take it however often it is tried; `code` is its reply code. Never holds an address. */
  | { status: 'refused'; code: string }
  /** Try again later. */
  | { status: 'failed'; code: string }

export type Mailer = {
  /** Never rejects, and never takes longer than its own limits. */
  send(mail: Mail): Promise<MailOutcome>
}
