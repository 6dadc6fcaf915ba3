// Firebase: Firestore, the realtime database, accounts, messages and management.
import type { Service } from '../model.ts'

/** Firebase: Firestore, the realtime database, accounts, messages and management. */
export const firebase: Service = {
  name: 'firebase',
  hosts: [
    'firestore.googleapis.com',
    '*.firebaseio.com',
    '*.firebasedatabase.app',
    'identitytoolkit.googleapis.com',
    'fcm.googleapis.com',
    'firebase.googleapis.com',
    'firebasestorage.googleapis.com',
    'firebaserules.googleapis.com',
  ],
  calls: `
    GET /v1/projects/{project}/databases/{_}/documents/** documents.get read
    POST /v1/projects/{project}/databases/{_}/documents:runQuery documents.query read
    POST /v1/projects/{project}/databases/{_}/documents:batchGet documents.get read
    POST /v1/projects/{project}/databases/{_}/documents:commit documents.change write
    POST /v1/projects/{project}/databases/{_}/documents:batchWrite documents.change write
    POST /v1/projects/{project}/databases/{_}/documents/** documents.create write
    PATCH /v1/projects/{project}/databases/{_}/documents/** documents.update write
    DELETE /v1/projects/{project}/databases/{_}/documents/** documents.delete write
    POST /v1/projects/{project}/messages:send messages.send write
    POST /v1/accounts:{_} accounts write
    POST|PATCH|DELETE /v1/projects/{project}/accounts/** accounts.admin admin
    POST /v1/projects/{project}/accounts:{_} accounts.admin admin
    POST|PATCH|DELETE /v1/projects/{project}/releases/** rules.change admin
    POST /v1/projects/{project}/rulesets rules.change admin
    POST|PATCH|DELETE /v1/projects/{project}/tenants/** accounts.admin admin
    POST|PATCH|DELETE /v1/projects/{project} projects.change admin
    POST|PATCH|DELETE /v1beta1/** projects.change admin
    POST|PATCH|DELETE /v1alpha/** projects.change admin
    POST|PATCH|DELETE /v2/** projects.change admin
    POST|PUT|PATCH|DELETE /admin/** projects.change admin
    GET /.settings/rules.json rules.get admin
    PUT /.settings/rules.json rules.change admin
    PUT|PATCH|POST /** data.write write
    DELETE /** data.delete write
  `,
}
