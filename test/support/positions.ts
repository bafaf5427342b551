import { LOG_IN } from './product-log';

/** How a position looks, one of another kind of store, and one that no log of these tests comes to. */
export const POSITIONS = {
  postgresql: { form: /\d{19}/, foreign: '12/34', afterTheEnd: '0000000009999999999' },
  eventstoredb: {
    form: /\d{20}\/\d{20}/,
    foreign: '0000000000000000007',
    afterTheEnd: '00000000009999999999/00000000009999999999',
  },
}[LOG_IN];
