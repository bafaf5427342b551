/** A municipality's permanent id; its slug is of the same form. */
export const MUNICIPALITY_NAME = /^[a-z0-9-]{2,32}$/;
