// Twilio's API.
import type { Service } from '../model.ts'

/** Twilio's API. */
export const twilio: Service = {
  name: 'twilio',
  hosts: [
    'api.twilio.com',
    'verify.twilio.com',
    'messaging.twilio.com',
    'conversations.twilio.com',
    'studio.twilio.com',
    'lookups.twilio.com',
  ],
  ending: '.json',
  calls: `
    GET /2010-04-01/Accounts.json accounts.get admin
    GET /2010-04-01/Accounts/{account} accounts.get admin
    GET /2010-04-01/Accounts/{account}/Messages.json messages.list read
    GET /2010-04-01/Accounts/{account}/Messages/** messages.get read
    POST /2010-04-01/Accounts/{account}/Messages.json messages.send write
    POST /2010-04-01/Accounts/{account}/Messages messages.send write
    DELETE /2010-04-01/Accounts/{account}/Messages/** messages.delete write
    POST /2010-04-01/Accounts/{account}/Calls.json calls.create write
    POST /2010-04-01/Accounts/{account}/Calls calls.create write
    POST /2010-04-01/Accounts/{account}/IncomingPhoneNumbers.json numbers.buy write
    POST|DELETE /2010-04-01/Accounts/{account}/IncomingPhoneNumbers/** numbers.change admin
    POST /2010-04-01/Accounts.json accounts.create admin
    POST /2010-04-01/Accounts/{account} accounts.change admin
    POST|DELETE /2010-04-01/Accounts/{account}/Keys/** keys.change admin
    POST /2010-04-01/Accounts/{account}/Keys.json keys.change admin
    POST /v2/Services/{service}/Verifications verifications.send write
    POST /v2/Services/{service}/VerificationCheck verifications.check write
    POST /v2/Flows/** flows.run write
  `,
}
