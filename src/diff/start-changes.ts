/** How changes of what networks begin with are called; `what` of such a change is one of these and the network's name. */
export const START_OF = 'start of ';
export const COPY_AT_START = 'copy at the start of ';
