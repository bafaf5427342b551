/** The most that one page of a list, of the feed or of the log may hold, and that one request may ask to be opened. */
export const MAX_PAGE_SIZE = 100;
export const MAX_FEED_PAGE = 1000;
export const MAX_LOG_PAGE = 500;
export const MAX_UNSEAL = 200;

/** Of a page of a list, when none is asked for. */
export const DEFAULT_PAGE_SIZE = 20;
