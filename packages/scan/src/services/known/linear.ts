// Linear's GraphQL API.
import type { Service } from '../model.ts'

/** Linear's GraphQL API. */
export const linear: Service = {
  name: 'linear',
  hosts: ['api.linear.app'],
  graphql: '/graphql',
  calls: `
    POST /oauth/{_} oauth admin
  `,
}
