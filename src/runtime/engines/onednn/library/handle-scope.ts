import type { Handle, HandleKind, OnednnApi } from './c-api.js';

/** Handles that are freed together, the newest first. */
export interface HandleScope {
  /** Frees `handle` with the scope; returns it. */
  add(kind: HandleKind, handle: Handle): Handle;
  close(): void;
}

export function createHandleScope(api: Pick<OnednnApi, 'destroy'>): HandleScope {
  const handles: [HandleKind, Handle][] = [];
  return {
    add(kind, handle) {
      handles.push([kind, handle]);
      return handle;
    },
    close() {
      for (const [kind, handle] of handles.splice(0).reverse()) api.destroy[kind](handle);
    },
  };
}
