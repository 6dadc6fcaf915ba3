// Stripe's API.
import type { Service } from '../model.ts'

/** Stripe's API. */
export const stripe: Service = {
  name: 'stripe',
  hosts: ['api.stripe.com', 'files.stripe.com'],
  bases: ['/{v}'],
  calls: `
    GET /balance balance.get read
    GET /charges/** charges.get read
    GET /customers/** customers.get read
    POST /charges charges.create write
    POST /payment_intents payment_intents.create write
    POST /payment_intents/{intent}/{_} payment_intents.change write
    POST /refunds refunds.create write
    POST /payouts payouts.create write
    POST /transfers transfers.create write
    POST /customers customers.create write
    POST /customers/{customer} customers.update write
    DELETE /customers/{customer} customers.delete write
    POST /invoices invoices.create write
    POST /invoices/{invoice}/{_} invoices.change write
    POST /subscriptions subscriptions.create write
    POST|DELETE /subscriptions/{subscription} subscriptions.change write
    POST /accounts accounts.create admin
    POST|DELETE /accounts/{account} accounts.change admin
    POST|DELETE /accounts/{account}/external_accounts/** accounts.bank admin
    POST /account_links accounts.link admin
    POST /account_sessions accounts.link admin
    POST|DELETE /webhook_endpoints/** hooks.change admin
    POST|DELETE /apikeys/** keys.change admin
    POST /ephemeral_keys keys.create admin
    GET /charges/search charges.search read
  `,
}
