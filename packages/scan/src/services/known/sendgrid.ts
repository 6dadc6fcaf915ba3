// SendGrid's mail API.
import type { Service } from '../model.ts'

/** SendGrid's mail API. */
export const sendgrid: Service = {
  name: 'sendgrid',
  hosts: ['api.sendgrid.com', 'api.eu.sendgrid.com'],
  bases: ['/{v}'],
  calls: `
    POST /mail/send mail.send write
    POST /mail/batch mail.batch write
    PUT|DELETE /marketing/contacts/** contacts.change write
    POST /marketing/contacts/search contacts.search read
    POST /marketing/singlesends campaigns.create write
    PUT /marketing/singlesends/{_}/schedule mail.send write
    POST|PUT|PATCH|DELETE /api_keys/** keys.change admin
    POST|PATCH|DELETE /teammates/** users.change admin
    POST|PUT|PATCH|DELETE /subusers/** users.change admin
    POST|PATCH|DELETE /user/** account.change admin
    PUT|PATCH /mail_settings/** settings.change admin
    PATCH /tracking_settings/** settings.change admin
    POST|PATCH|DELETE /whitelabel/** domains.change admin
    POST|DELETE /access_settings/** access.change admin
  `,
}
