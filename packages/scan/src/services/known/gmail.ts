// Gmail's API.
import type { Service } from '../model.ts'

/** Gmail's API. */
export const gmail: Service = {
  name: 'gmail',
  hosts: ['gmail.googleapis.com', 'www.googleapis.com', 'content.googleapis.com'],
  bases: ['/gmail/{v}/users/{_}', '/upload/gmail/{v}/users/{_}', '/batch/gmail/{v}'],
  calls: `
    GET /messages messages.list read
    GET /messages/{message} messages.get read
    POST /messages/send messages.send write
    POST /drafts drafts.create write
    PUT /drafts/{_} drafts.update write
    POST /drafts/send messages.send write
    POST /messages/{message}/trash messages.trash write
    DELETE /messages/{message} messages.delete write
    POST /messages/batchDelete messages.delete write
    POST /messages/{message}/modify messages.label write
    POST /messages/import messages.import write
    POST /messages messages.import write
    GET /threads/** threads.get read
    DELETE /threads/{_} messages.delete write
    POST|PUT|PATCH|DELETE /settings/** settings.change admin
    POST /watch mailbox.watch admin
    POST / batch.send admin
  `,
}
