/** A duration (ISO 8601) in units of the calendar, as municipalities' files say how long things are kept: P2Y, P5Y6M. */
export const PERIOD = /^P(?=[0-9])([0-9]{1,4}Y)?([0-9]{1,4}M)?([0-9]{1,4}W)?([0-9]{1,4}D)?$/;
