/** Where the focus returns when the texts are left. */
export const viewPickerId = 'view-picker';
