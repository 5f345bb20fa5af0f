import { publicHub } from '../weights/hub.ts';

const storageKey = 'resnet-explorer.hub';

/** The Hub's address: the public one, or a mirror that the visitor has written into the page's storage. */
export function hubBase(): string {
  try {
    const url = new URL(localStorage.getItem(storageKey) ?? publicHub);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.origin : publicHub;
  } catch {
    return publicHub;
  }
}
