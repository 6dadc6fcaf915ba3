// Google Drive's API.
import type { Service } from '../model.ts'

/** Google Drive's API. */
export const drive: Service = {
  name: 'drive',
  hosts: ['www.googleapis.com', 'content.googleapis.com', 'drive.googleapis.com'],
  bases: ['/drive/{v}', '/upload/drive/{v}', '/batch/drive/{v}'],
  calls: `
    GET /files files.list read
    GET /files/{file} files.get read
    GET /files/{file}/export files.export read
    GET /files/{file}/download files.get read
    POST /files files.create write
    PATCH|PUT /files/{file} files.update write
    DELETE /files/{file} files.delete write
    DELETE /files/trash trash.empty write
    POST /files/{file}/copy files.copy write
    GET /files/{file}/permissions permissions.list read
    POST /files/{file}/permissions permissions.create admin
    PATCH|PUT|DELETE /files/{file}/permissions/{_} permissions.change admin
    POST /files/{file}/comments comments.create write
    POST /files/{file}/watch channels.watch admin
    POST /changes/watch channels.watch admin
    POST|PATCH|DELETE /drives/** drives.change admin
    POST / batch.send admin
  `,
}
