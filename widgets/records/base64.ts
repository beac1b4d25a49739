import { ClientError } from '../core/index.ts';

/** The bytes of a file as base64; the browser's own reader is quicker than a loop. @throws ClientError `file_unreadable` */
export const base64Of = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '');
    reader.onerror = () => reject(new ClientError('file_unreadable'));
    reader.readAsDataURL(file);
  });
