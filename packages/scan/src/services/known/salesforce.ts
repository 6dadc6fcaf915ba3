// Salesforce's REST API.
import type { Service } from '../model.ts'

/** Salesforce's REST API. */
export const salesforce: Service = {
  name: 'salesforce',
  hosts: ['*.my.salesforce.com', '*.salesforce.com', 'login.salesforce.com'],
  bases: ['/services/data/{v}', '/services'],
  calls: `
    GET /sobjects/** records.get read
    POST /sobjects/User users.change admin
    PATCH|DELETE /sobjects/User/{_} users.change admin
    POST|PATCH|DELETE /sobjects/PermissionSetAssignment/** permissions.change admin
    POST|PATCH|DELETE /sobjects/Profile/** permissions.change admin
    POST|PATCH|DELETE /sobjects/PermissionSet/** permissions.change admin
    POST|PATCH|DELETE /sobjects/PermissionSetGroup/** permissions.change admin
    POST|PATCH|DELETE /sobjects/ObjectPermissions/** permissions.change admin
    POST|PATCH|DELETE /sobjects/UserRole/** permissions.change admin
    POST|PATCH|DELETE /sobjects/Group/** permissions.change admin
    POST|PATCH|DELETE /sobjects/GroupMember/** permissions.change admin
    POST /sobjects/{object} records.create write
    PATCH|PUT /sobjects/{object}/** records.update write
    DELETE /sobjects/{object}/** records.delete write
    GET /query records.query read
    GET /queryAll records.query read
    GET /search records.search read
    POST|PATCH|DELETE /composite/** batch.send admin
    POST|PATCH|PUT|DELETE /jobs/** jobs.change write
    POST|PATCH /tooling/** code.change admin
    POST|PATCH|DELETE /tooling/sobjects/** code.change admin
    POST /metadata/** code.change admin
    POST /oauth2/{_} oauth admin
    POST|PUT|PATCH|DELETE /apexrest/** code.run write
  `,
}
